"""`homeward doctor`, `backup`, `restore` and `audit`: a store's health, one file of all of it, and its log."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from metrics.errors import MetricError
from pages import service

Declare = Callable[[str, Callable[[Any], Any], str], argparse.ArgumentParser]
MARKS = {True: "ok  ", False: "NO  ", None: "look"}


class BadHead(MetricError):
    """The end of the log that was typed is not one."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text} is no end of an audit log: write its row number, a colon and its hash, as 120:9f3c..."
        )


class NoPatient(MetricError):
    """Looks at a patient who was not named."""

    def __init__(self) -> None:
        super().__init__("Say which patient: --provider and --spell, as the extracts name them.")


def declare(command: Declare) -> None:
    """Add the four commands; `command` gives a parser for a name, its body and its words."""
    command("doctor", run_doctor, "Check the store, its register, its sign-in and the server's options.")
    backup = command("backup", run_backup, "Write the whole store into one file, while people go on working.")
    backup.add_argument("file", type=Path)
    restore = command("restore", run_restore, "Put a backup into the store; what is there is moved aside.")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="there is a store already: move it aside")
    audit = command("audit", run_audit, "Check that no line of the audit log was changed, or list looks at a patient.")
    audit.add_argument("action", choices=("verify", "looks"))
    audit.add_argument("--head", help="verify: an end noted elsewhere, as its row number, a colon and its hash")
    audit.add_argument("--provider", help="looks: the patient's provider")
    audit.add_argument("--spell", help="looks: the number of the patient's spell")


def run_doctor(_: argparse.Namespace) -> tuple[Any, list[str], int]:
    """Every check with its result; exit 2 where one is not right."""
    from pages.web import checks  # Streamlit takes half a second that no other command needs

    found = [*service.examine(now()), *checks.options()]
    wrong = sum(check.ok is False for check in found)
    lines = [f"{MARKS[check.ok]}  {check.name}: {check.sentence}" for check in found]
    lines.append("Everything that must be right is right." if not wrong else f"{wrong} of {len(found)} are not right.")
    rows = [{"check": check.name, "ok": check.ok, "found": check.sentence} for check in found]
    return {"ok": not wrong, "checks": rows}, lines, 2 if wrong else 0


def run_backup(options: argparse.Namespace) -> tuple[Any, list[str]]:
    """Back up, and say what to note elsewhere."""
    made = service.back_up(options.file, now())
    document = {
        "file": str(made.file), "version": made.version, "data_version": made.data_version, "files": made.files,
        "bytes": made.size, "audit": f"{made.audit_seq}:{made.audit_head}",
    }  # fmt: skip
    return document, [
        f"{made.file} holds {made.version or 'no data yet'} and the register ({made.size / 1e6:,.1f} MB).",
        "It holds patients: keep it as you keep the extracts.",
        f"Note this end of the audit log elsewhere: {document['audit']}",
    ]


def run_restore(options: argparse.Namespace) -> tuple[Any, list[str]]:
    """Restore, and say where what was there is now."""
    done = service.bring_back(options.file, now(), replace=options.replace)
    aside = f" What was there is in {done.before}." if done.before else ""
    document = {
        "version": done.version, "data_version": done.data_version, "audit": f"{done.audit_seq}:{done.audit_head}",
        "before": str(done.before) if done.before else None,
    }  # fmt: skip
    return document, [f"Restored {done.version or 'a store without data'} and the register, all hashes equal.{aside}"]


def run_audit(options: argparse.Namespace) -> tuple[Any, list[str], int]:
    """Verify the log (exit 2 where it is not whole), or say who opened one patient."""
    if options.action == "looks":
        return looks(options.provider, options.spell)
    found = service.verify_audit(head(options.head))
    document = {"ok": found.ok, "rows": found.rows, "first_bad": found.first_bad, "head": f"{found.rows}:{found.head}"}
    said = [found.sentence, *([f"Note this end elsewhere: {document['head']}"] if found.ok else [])]
    return document, said, 0 if found.ok else 2


def looks(provider: str | None, spell: str | None) -> tuple[Any, list[str], int]:
    """Who opened one patient and when, the newest first."""
    if not provider or not spell:
        raise NoPatient
    found = service.looks_at(provider, spell)
    rows = [{"at": row.at.isoformat(), "who": row.who, "subject": row.subject, "line": row.seq} for row in found]
    said = [f"{row.at:%Y-%m-%d %H:%M:%S} UTC  {row.who}  ({row.subject}, line {row.seq})" for row in found]
    end = "Lists and boards that the patient stands on are logged by ward and time, not here."
    return rows, [*(said or ["Nobody has opened that patient."]), end], 0


def head(text: str | None) -> tuple[int, str] | None:
    """The end of a log as it is typed: row number, colon, hash."""
    if text is None:
        return None
    row, _, digest = text.partition(":")
    if not row.isdigit() or len(digest) != 64:
        raise BadHead(text)
    return int(row), digest


def now() -> datetime:
    """The wall clock in London, as extracts write it: the command line is where the time enters."""
    return datetime.now(ZoneInfo("Europe/London")).replace(tzinfo=None)
