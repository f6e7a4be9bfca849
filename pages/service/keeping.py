"""Keeping the store: its health, backup and restore, the audit log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from data import audit, keeping
from data.access import Right, require
from pages.service.core import principal, store
from pages.service.entered import register

Check = keeping.Check


def examine(now: datetime) -> list[Check]:
    """Every check of the store; see data.keeping.doctor."""
    return keeping.examine(store(), now)


def back_up(file: Path, now: datetime) -> keeping.Backup:
    """Write the whole store into one file."""
    require(principal(), Right.ADMINISTER)
    return keeping.backup(store(), file, now)


def bring_back(file: Path, now: datetime, *, replace: bool) -> keeping.Restored:
    """Put a backup into the store; what is there is moved aside."""
    require(principal(), Right.ADMINISTER)
    return keeping.restore(store(), file, now, replace=replace)


def settle() -> str | None:
    """Finish a restore that was killed, or put back what it moved aside; a sentence where there was one."""
    return keeping.settle(store())


def verify_audit(head: tuple[int, str] | None) -> audit.AuditResult:
    """Walk the audit log, and hold it to a row number and hash that were noted elsewhere."""
    require(principal(), Right.AUDIT)
    return audit.verify(register(), head)


def audit_rows(limit: int = 200, before: int | None = None) -> list[audit.AuditEntry]:
    """The newest rows of the audit log first."""
    return audit.rows(register(), principal(), limit=limit, before=before)


def looks_at(provider: str, spell_id: str) -> list[audit.AuditEntry]:
    """Who looked at that one patient, the newest look first."""
    return audit.looks_at(register(), principal(), provider, spell_id)
