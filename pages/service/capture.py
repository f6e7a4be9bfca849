"""What a ward says of its patients day by day, and the check that each thing said is said of the right patient.

Whoever acts sends what stood on the screen (`Seen`). The server looks the patient up in the data that it holds now:
what no longer fits is refused with a sentence, and nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import polars as pl

from data.contract.delay_reasons import GROUPS
from data.errors import DataError
from data.register import (
    Delay,
    Departure,
    Entry,
    NoSuchEntry,
    RoundEntry,
    StaleEntry,
    WardRound,
    read_days,
    read_entry,
    read_spell,
    revision,
)
from data.register.kinds import KIND_OF
from data.register.service import BOOKKEEPING
from metrics.metric import CENSUS
from metrics.scope import Scope
from pages.service.core import ask, principal, store
from pages.service.entered import register, save_entry

E = TypeVar("E", bound=Entry)
REASONS: Final = GROUPS
"""The 37 national delay reasons by group, in the national order."""
_LONDON: Final = ZoneInfo("Europe/London")
_REMEMBERED: Final = timedelta(days=4)  # how far back a patient's last round entry is looked for: over a long weekend
_OFFERED: Final = timedelta(weeks=8)

_read_before: dict[Any, tuple[str, tuple[Any, ...]]] = {}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Which patient stood on the screen, and where, when somebody acted. `patient` is the identifier as shown."""

    provider: str
    site: str
    ward: str
    spell_id: str
    patient: str


class WrongPatient(DataError):
    """The data no longer show that patient as the person saw them."""

    def __init__(self, seen: Seen, what: str) -> None:
        super().__init__(f"Nothing was saved: {seen.patient} {what}.")


class Conflict(DataError):
    """Somebody else saved the same entry in between; `theirs` is what stands in the register now."""

    def __init__(self, theirs: Entry) -> None:
        self.theirs = theirs
        at = local(theirs.changed_at)
        super().__init__(
            f"Nothing was saved: {theirs.changed_by} saved this patient at {at:%H:%M}, after you opened it. What you "
            "typed is still here: save it over theirs, or take theirs."
        )


@dataclass(frozen=True, kw_only=True)
class Round:
    """A ward's patients as the board has them, and what the register holds for the round of `day`."""

    day: date
    rows: pl.DataFrame
    today: dict[str, RoundEntry]
    before: dict[str, RoundEntry]  # the newest of an earlier day
    delays: dict[str, list[Delay]]  # those still open, the oldest first
    left: dict[str, Departure]
    completed: tuple[WardRound, ...]


def local(moment: datetime | None) -> datetime:
    """A register's UTC time on the wall clock in London, without its zone."""
    assert moment is not None, "an entry that was never saved has no time"
    return moment.astimezone(_LONDON).replace(tzinfo=None)


def ward_round(provider: str, site: str, ward: str, day: date) -> Round:
    """What a board round of that ward needs; raises NotAllowed for a ward that is not the person's own."""
    rows = ask().board(principal(), Scope(provider=provider, site=site, ward=ward))
    today = _read(RoundEntry, day, day, provider, ward)
    before = _read(RoundEntry, day - _REMEMBERED, day - timedelta(days=1), provider, ward)
    delays: dict[str, list[Delay]] = defaultdict(list)
    for delay in sorted(_read(Delay, day, day, provider, ward), key=lambda one: one.started):
        if delay.ended is None:
            delays[delay.spell_id].append(delay)
    return Round(
        day=day,
        rows=rows,
        today={entry.spell_id: entry for entry in today},
        before={entry.spell_id: entry for entry in before},  # in order of day, so the newest stays
        delays=delays,
        left={entry.spell_id: entry for entry in _read(Departure, day - _REMEMBERED, day, provider, ward)},
        completed=tuple(entry for entry in _read(WardRound, day, day, provider, ward) if entry.site == site),
    )  # fmt: skip


def rounds_of(day: date) -> tuple[WardRound, ...]:
    """The rounds that wards have completed on a day."""
    return tuple(entry for entry in _of_days(WardRound, day, day) if entry.held)


def still(seen: Seen) -> dict[str, Any]:
    """The board row of the patient that was seen, from the data held now; raises WrongPatient where it differs."""
    rows = ask().spell_rows(principal(), seen.provider, seen.spell_id, "board_now")["board_now"]
    if rows.is_empty():
        raise WrongPatient(seen, "is no longer on the board; find them on the Daily board")
    row = rows.row(0, named=True)
    if (row["local_id"] or row["spell_id"]) != seen.patient:
        raise WrongPatient(seen, "is not the patient whom the data show in that place now; open the patient again")
    if (row["site"], row["ward"]) != (seen.site, seen.ward):
        raise WrongPatient(seen, f"is now on ward {row['ward']}, {row['site']}; say it in that ward's round")
    if row["has_left"]:
        raise WrongPatient(seen, "has left the hospital since this board")
    return row


def save_round(seen: Seen, day: date, version: int, said: dict[str, Any]) -> RoundEntry:
    """Save what a round said of the patient; `version` is that of the entry it was based on, 0 for none.

    Raises WrongPatient, Conflict or another DataError; then nothing was saved. Saying the same again changes nothing.
    """
    still(seen)
    given: dict[str, Any] = _place(seen) | {"day": day, "version": version} | said
    return _save(RoundEntry(**given))


def add_delay(seen: Seen, delay_id: str, said: dict[str, Any]) -> Delay:
    """Save a new delay of the patient under an id of the sender's, so that sending it twice makes one."""
    still(seen)
    return _save(Delay(id=delay_id, **_place(seen), **said))


def end_delay(seen: Seen, delay_id: str, version: int, ended: date) -> Delay:
    """End one of the patient's delays on a day."""
    still(seen)
    return _change(seen, Delay, delay_id, version, ended=ended)


def mark_left(seen: Seen, said: dict[str, Any]) -> Departure:
    """Say that the patient has left, before the next extract does."""
    still(seen)
    return _save(Departure(**_place(seen), **said))


def offered(provider: str) -> tuple[list[str], list[str]]:
    """What patients of the last weeks have waited for, and with whom: offered while typing. Nobody is named."""
    held = ask()
    last = held.version.as_at.date()
    since = Scope(provider=provider, from_day=last - _OFFERED, to_day=last)
    rows = held.fact(principal(), CENSUS, ["waiting_for", "owner"], since)
    waits, owners = (
        rows[name].cast(pl.String).drop_nulls().unique().sort().to_list() for name in ("waiting_for", "owner")
    )
    return waits, owners


def complete(provider: str, site: str, ward: str, day: date, slot: str) -> WardRound:
    """Say that the ward's round of that part of the day is completed; saying it twice is saying it once."""
    return _save(WardRound(provider=provider, site=site, ward=ward, day=day, slot=slot))


def spell_entries(kind: type[E], provider: str, spell_id: str) -> list[E]:
    """The entries of one kind about one stay."""
    return list(read_spell(register(), principal(), kind, provider, spell_id))


def _read(kind: type[E], first: date, last: date, provider: str, ward: str) -> list[E]:
    found: Sequence[Any] = _of_days(kind, first, last)
    return [entry for entry in found if (entry.provider, entry.ward) == (provider, ward)]


def _of_days(kind: type[E], first: date, last: date) -> tuple[E, ...]:
    """read_days, kept while no entry of the kind has changed; one answer a kind and person."""
    who, now = principal(), revision(register(), kind)
    key, stamp = (store(), kind, who, last - first), f"{first} {now}"
    held = _read_before.get(key)
    if held is None or held[0] != stamp:
        held = _read_before[key] = (stamp, read_days(register(), who, kind, first, last))
    return held[1]


def _place(seen: Seen) -> dict[str, Any]:
    return {"provider": seen.provider, "site": seen.site, "ward": seen.ward, "spell_id": seen.spell_id}


def _save(entry: E) -> E:
    """Save; what already stands there word for word is the same thing sent again, and is not refused."""
    try:
        return save_entry(entry)
    except StaleEntry:
        clean = KIND_OF[type(entry)].checked(entry, None)
        theirs = read_entry(register(), principal(), type(entry), clean.id)
        if _said(theirs) == _said(clean):
            return theirs
        raise Conflict(theirs) from None


def _change(seen: Seen, kind: type[E], entry_id: str, version: int, **changes: Any) -> E:
    """Change an entry about the patient who was seen; an entry about anybody else is not there."""
    held: Any = read_entry(register(), principal(), kind, entry_id)
    if (held.provider, held.spell_id) != (seen.provider, seen.spell_id):
        raise NoSuchEntry(f"{KIND_OF[kind].words} of {seen.patient}")
    return _save(replace(held, version=version, **changes))


def _said(entry: Entry) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry) if field.name not in BOOKKEEPING}
