"""A patient's entries out of the register for good: rows, free pages and copies beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import audit
from data.access import Principal
from data.register import sqlite_file
from data.register.kinds import KINDS
from data.register.store import Register, stamp

AT_ONCE: Final = 500


def remove_spells(
    register: Register, principal: Principal, provider: str, spell_ids: Sequence[str], detail: Mapping[str, object],
    at: datetime | None = None,
) -> int:  # fmt: skip
    """Take out every entry about these spells of a provider, in one transaction with a row of the log; how many.

    The caller has asked for the right. `detail` goes into the log beside the number of entries: no spell's number.
    An entry that names no provider is taken out by the spell's number alone. In a file nothing is left of them.
    """
    moment = stamp(at)
    with register.writing() as session:
        count = sum(
            _remove_some(session, principal, provider, some, moment)
            for some in (spell_ids[first : first + AT_ONCE] for first in range(0, len(spell_ids), AT_ONCE))
        )
        audit.append(session, principal, "removed", "spells", "", {**detail, "entries": count}, moment)
    if register.file is not None:
        sqlite_file.scrub(register.file)
    return count


def _remove_some(
    session: Session, principal: Principal, provider: str, spell_ids: Sequence[str], moment: datetime
) -> int:
    count = 0
    for kind in KINDS:
        columns = kind.row.__table__.columns
        if "spell_id" not in columns:
            continue
        about = select(kind.row).where(columns["spell_id"].in_(spell_ids), columns["provider"].in_((provider, "")))
        for found in session.scalars(about).all():
            session.delete(found)
            audit.append(session, principal, "removed", kind.name, found.id, {"digest": None}, moment)
            count += 1
    return count
