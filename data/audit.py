"""The audit log: who did what and when, each row chained to the one before by its hash.

A changed, removed, added or reordered row breaks the chain, and a changed entry no longer matches the digest that its
own row holds. Somebody who may write to the database could build the whole chain anew: print the head daily (`audit
verify` does) and keep it elsewhere, and `verify` with that head finds this too.

Details hold counts, scopes, field names and data versions; never a patient's values or pseudonym. A look at one patient
holds a mark (data/marks.py) by which `looks_at` finds it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from data.access import NotAllowed, Principal, Right, require
from data.errors import DataError
from data.marks import one_patient
from data.register.columns import canonical_json
from data.register.entries import Entry
from data.register.kinds import KINDS
from data.register.migrate import FIRST_HASH
from data.register.models import AuditHeadRow, AuditRow, EntryRow
from data.register.rows import DamagedEntry, damage, each_row, entry_of
from data.register.store import Register, stamp


@dataclass(frozen=True)
class AuditEntry:
    """One row of the log. `subject` is the identity provider's name for `who`; `detail` is read-only by custom."""

    seq: int
    at: datetime
    who: str
    subject: str
    action: str
    kind: str
    entry: str
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True)
class AuditResult:
    """`first_bad` is the number of the first row that can't be trusted, None where all can; `head` is the last hash."""

    ok: bool
    rows: int
    first_bad: int | None
    head: str
    sentence: str


def append(
    session: Session,
    principal: Principal,
    action: str,
    kind: str,
    entry: str,
    detail: Mapping[str, object],
    at: datetime,
) -> int:
    """Add one row in the caller's transaction, which must be one of `Register.writing`; gives its number."""
    head = session.scalars(select(AuditHeadRow)).one()
    row = AuditRow(
        seq=head.seq + 1,
        at=at.astimezone(UTC).isoformat(timespec="microseconds"),
        who=principal.name,
        subject=principal.subject,
        action=action,
        kind=kind,
        entry=entry,
        detail=canonical_json(dict(detail)),
        previous=head.hash,
    )
    row.hash = row_hash(row)
    session.add(row)
    head.seq, head.hash = row.seq, row.hash
    return row.seq


def record(
    register: Register,
    principal: Principal,
    action: str,
    kind: str,
    *,
    entry: str = "",
    detail: Mapping[str, object] | None = None,
    at: datetime | None = None,
) -> int:
    """Log something that is no entry (a look at patients, an export, a load, a sign-in) in its own transaction.

    Call it before showing or sending anything: where it raises, nothing may be shown.
    """
    with register.writing() as session:
        return append(session, principal, action, kind, entry, detail or {}, stamp(at))


@contextmanager
def refusals(register: Register, principal: Principal, at: datetime | None = None) -> Iterator[None]:
    """Log a NotAllowed that the body raises, and pass it on, even where the log can't be written."""
    try:
        yield
    except NotAllowed as refused:
        detail = {} if refused.ward is None else {"ward": refused.ward}
        with suppress(DataError):
            record(register, principal, "refused", "right", entry=refused.right, detail=detail, at=at)
        raise


def rows(register: Register, principal: Principal, *, limit: int = 200, before: int | None = None) -> list[AuditEntry]:
    """The newest rows first, `limit` at most, those before row `before`; needs the right to read the log."""
    with refusals(register, principal):
        require(principal, Right.AUDIT)
    query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditRow.seq < before)
    with register.reading() as session, damage(AuditRow):
        return [_entry(row) for row in session.scalars(query)]


def looks_at(register: Register, principal: Principal, provider: str, spell_id: str) -> list[AuditEntry]:
    """Every look at that one patient, the newest first; looks at a list they stand in are not among them.

    Needs the right to read the log.
    """
    with refusals(register, principal):
        require(principal, Right.AUDIT)
    query = select(AuditRow).where(AuditRow.action == "looked").order_by(AuditRow.seq.desc())
    with register.reading() as session, damage(AuditRow):
        found = map(_entry, session.scalars(query))
        return [row for row in found if _is_at(row, provider, spell_id)]


def _is_at(row: AuditEntry, provider: str, spell_id: str) -> bool:
    return row.detail.get("place") == one_patient(str(row.detail.get("data_version")), provider, spell_id)


def verify(register: Register, head: tuple[int, str] | None = None) -> AuditResult:
    """Walk the chain and hold every entry against its digest; `head` is a row number and hash noted elsewhere."""
    walk = _Walk()
    with register.reading() as session:
        try:
            broken = walk.along(session, head) or walk.end_differs(session, head) or walk.entries_differ(session)
        except DamagedEntry as damaged:
            broken = walk.count, str(damaged).removesuffix(".")
        except (ValueError, TypeError):  # a flipped bit can turn text into bytes
            broken = walk.count + 1, f"Row {walk.count + 1} of the audit log can't be read"
    if broken is None:
        sentence = f"The audit log is whole: {walk.count} rows, the last ends in {walk.last[-12:]}."
        return AuditResult(True, walk.count, None, walk.last, sentence)
    first_bad, problem = broken
    remedy = "keep this file, restore the newest backup, and ask who had access to the database"
    return AuditResult(False, walk.count, first_bad, walk.last, f"{problem}: {remedy}.")


def row_hash(row: AuditRow | Row[Any]) -> str:
    """SHA-256 over the hash before and the row's own canonical text."""
    content = [row.seq, row.at, row.who, row.subject, row.action, row.kind, row.entry, row.detail]
    return hashlib.sha256((row.previous + canonical_json(content)).encode()).hexdigest()


Broken = tuple[int, str]  # the first row that can't be trusted, and why


@dataclass
class _Walk:
    """How far a check of the chain has come; each method gives what is broken, or None."""

    count: int = 0
    last: str = FIRST_HASH
    digests: dict[tuple[str, str], tuple[int, str | None]] = field(default_factory=dict)

    def along(self, session: Session, noted: tuple[int, str] | None) -> Broken | None:
        """Every row follows the one before; the newest digest of each entry is kept."""
        whole = select(AuditRow.__table__).order_by(AuditRow.seq).execution_options(yield_per=1000)
        with session.execute(whole) as log:
            for row in log:
                broken = self._step(row, noted)
                if broken is not None:
                    return self.count + 1, broken
        return None

    def _step(self, row: AuditRow | Row[Any], noted: tuple[int, str] | None) -> str | None:
        if row.seq != self.count + 1:
            return f"Row {self.count + 1} of the audit log is missing"
        if row.previous != self.last or row_hash(row) != row.hash:
            return f"Row {row.seq} of the audit log was changed"
        if noted is not None and row.seq == noted[0] and row.hash != noted[1]:
            return f"Row {row.seq} of the audit log is not the one that was noted"
        self.count, self.last = row.seq, row.hash
        detail = json.loads(row.detail)
        if "digest" in detail:
            self.digests[row.kind, row.entry] = row.seq, detail["digest"]
        return None

    def end_differs(self, session: Session, noted: tuple[int, str] | None) -> Broken | None:
        """The last row is the one that the register holds as the end, and no earlier than the one that was noted."""
        end = session.scalars(select(AuditHeadRow)).one_or_none()
        found = (end.seq, end.hash) if end is not None else None
        if found != (self.count, self.last) or (noted is not None and noted[0] > self.count):
            return self.count + 1, f"The audit log stops after row {self.count}, which is not its true end"
        return None

    def entries_differ(self, session: Session) -> Broken | None:
        """Every entry is what its newest row says, none is missing, none came without a row (counted as row 0)."""
        missing = {key for key, (_, digest_then) in self.digests.items() if digest_then is not None}
        for kind in KINDS:
            for row in each_row(session, kind.entry):
                missing.discard((kind.name, row.id))
                seq, digest_then = self.digests.get((kind.name, row.id), (0, None))
                if row.digest != digest_then or not _intact(row, kind.entry):
                    return seq, f"The {kind.words} with id {row.id} was changed without passing through Homeward"
        for name, entry_id in sorted(missing):
            return self.digests[name, entry_id][0], f"The {name} with id {entry_id} was removed outside Homeward"
        return None


def _intact(row: EntryRow, entry_type: type[Entry]) -> bool:
    try:
        entry_of(row, entry_type)
    except DamagedEntry:
        return False
    return True


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        who=row.who,
        subject=row.subject,
        action=row.action,
        kind=row.kind,
        entry=row.entry,
        detail=json.loads(row.detail),
        hash=row.hash,
    )
