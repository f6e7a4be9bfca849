"""How many people change entries each month, and how often: counted in the audit log, nobody named."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from data import audit
from data.access import Principal, Right, require
from data.register.models import AuditRow
from data.register.store import Register

BY_HAND = ("added", "changed")


def by_month(register: Register, principal: Principal) -> list[tuple[date, int, int]]:
    """The first of each month (UTC) with any, the people who added or changed an entry, and how often they did.

    A file of entries that is read in counts as one person's doing of each entry in it.
    """
    with audit.refusals(register, principal):
        require(principal, Right.READ)
    month = func.substr(AuditRow.at, 1, 7)
    by = func.coalesce(func.nullif(AuditRow.subject, ""), AuditRow.who)
    counted = select(month, func.count(by.distinct()), func.count()).where(AuditRow.action.in_(BY_HAND))
    with register.reading() as session:
        rows = session.execute(counted.group_by(month).order_by(month)).all()
    return [(date.fromisoformat(f"{at}-01"), people, entries) for at, people, entries in rows]
