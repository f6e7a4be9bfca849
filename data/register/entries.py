"""What people enter, as plain frozen values: the only shape in which the register hands anything out.

Dates are local days, inclusive at both ends; datetimes are UTC. `id`, `version`, `changed_by` and `changed_at` are the
register's own: a new entry leaves them, an edited one is a `dataclasses.replace` of what was read.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar

Series = tuple[tuple[date, float | None], ...]

# Texts that are more than words; checks.py reads the difference.
SpellId = Annotated[str, "a spell's pseudonym"]
DelayReason = Annotated[str, "one of the 37 national delay reasons"]
Pathway = Annotated[str, "0 to 3"]
Json = Annotated[str, "canonical JSON"]

SCOPE_NAMES = ("provider", "site", "ward", "cohort", "service")


@dataclass(frozen=True, kw_only=True)
class EntryScope:
    """Which people an entry is about: lists by level, an empty one narrows nothing. Service: of intermediate care."""

    provider: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    ward: tuple[str, ...] = ()
    cohort: tuple[str, ...] = ()
    service: tuple[str, ...] = ()

    def touches(
        self,
        *,
        provider: str | None = None,
        site: str | None = None,
        ward: str | None = None,
        cohort: str | None = None,
        service: str | None = None,
    ) -> bool:
        """Whether a view of that place could hold some of this scope: false only where one level rules it out.

        It does not know which ward is on which site, so a scope of wards should name their site too.
        """
        place = {"provider": provider, "site": site, "ward": ward, "cohort": cohort, "service": service}
        mine = {name: getattr(self, name) for name in SCOPE_NAMES}
        return all(not mine[name] or asked is None or asked in mine[name] for name, asked in place.items())


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What every entry carries. `id` empty: made from what the entry is about; `version` 0: not saved yet."""

    id: str = ""
    version: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class GoLive:
    """One stage of a roll-out; an empty scope is the test area's own."""

    day: date
    scope: EntryScope = EntryScope()


@dataclass(frozen=True, kw_only=True)
class TestArea(Entry):
    """A change being tried. `potential` is a value of the primary metric; the before window includes both days."""

    __test__: ClassVar[bool] = False  # the name is the product's own; pytest would take the class for a test

    name: str
    primary_metric: str
    direction: str  # lower, higher or neither is better here; overrides the catalogue's
    why_here: str  # asked because an area chosen on bad weeks improves by itself (methods.md)
    team: str = ""
    scope: EntryScope = EntryScope()
    go_lives: tuple[GoLive, ...] = ()
    hypothesis: str = ""
    target_metrics: tuple[str, ...] = ()
    balancing_metrics: tuple[str, ...] = ()
    comparison_wards: tuple[str, ...] = ()
    before_from: date | None = None
    before_to: date | None = None
    potential: float | None = None
    potential_source: str = ""
    settle_weeks: int = 0  # weeks after the last go-live left out of "now", while stays that began before it end
    status: str = "planned"


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """What a baseline was when it was frozen: never changed afterwards, whatever later loads correct.

    `series` is every period's first day and value, None for a period without one; `n` counts the values. `lower` and
    `upper` are None where no limits can be drawn. `input_hash` is the SHA-256 that whoever froze it gave its input.
    """

    centre: float
    lower: float | None = None
    upper: float | None = None
    n: int
    series: Series
    input_hash: str
    by: str
    at: datetime
    data_version: str


@dataclass(frozen=True, kw_only=True)
class Baseline(Entry):
    """A stretch of a metric that later periods are held against; `frozen` None until somebody freezes it."""

    name: str
    metric: str
    start: date
    end: date
    scope: EntryScope = EntryScope()
    grain: str = "week"
    frozen: Frozen | None = None


@dataclass(frozen=True, kw_only=True)
class Target(Entry):
    """The value to reach from a day on; several of one metric and scope are its trajectory."""

    metric: str
    value: float
    from_day: date
    scope: EntryScope = EntryScope()


@dataclass(frozen=True, kw_only=True)
class Note(Entry):
    """Words beside one day of a chart."""

    metric: str
    day: date
    text: str
    scope: EntryScope = EntryScope()
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class Rebase(Entry):
    """Limits are worked out anew from `day` on, because of a known change."""

    metric: str
    day: date
    reason: str
    scope: EntryScope = EntryScope()
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class Event(Entry):
    """Something that happened on a day (`to_day` None) or over a stretch, and is no test area: a strike, a new form."""

    name: str
    day: date
    to_day: date | None = None
    scope: EntryScope = EntryScope()
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class WardSponsor(Entry):
    """The executive who looks after a ward; provider and site where two wards share a name."""

    ward: str
    sponsor: str
    provider: str = ""
    site: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitCost(Entry):
    """Pounds for one of something (`unit`, such as bed day): low <= central <= high."""

    name: str
    low: float
    central: float
    high: float
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """The day an action came to a level."""

    level: str
    day: date


@dataclass(frozen=True, kw_only=True)
class Action(Entry):
    """A next step for a patient (`about` "patient", with `spell_id`) or a ward, and the level it has reached.

    To somebody who may not see the ward's patients, an action about a patient comes without spell, text and outcome.
    """

    about: str
    ward: str
    owner: str
    raised: date
    text: str = ""
    provider: str = ""
    site: str = ""
    spell_id: SpellId = ""
    level: str = "team"
    due: date | None = None
    closed: date | None = None
    outcome: str = ""
    steps: tuple[Step, ...] = ()


_names: dict[type, tuple[str, ...]] = {}


def field_names(shape: type) -> tuple[str, ...]:
    """The names of a dataclass's fields, worked out once; none for any other type."""
    if shape not in _names:
        _names[shape] = tuple(field.name for field in fields(shape)) if is_dataclass(shape) else ()
    return _names[shape]


def plain(value: object) -> object:
    """A value as dicts, lists and scalars, with what is empty left out.

    Left out, so that a field added by a later release does not change the digest of an entry saved before it.
    """
    if isinstance(value, str | date | int | float | None):
        return value
    names = field_names(type(value))
    if names:
        inside = {name: plain(getattr(value, name)) for name in names}
        return {name: item for name, item in inside.items() if item is not None and item not in ("", [], {})}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
