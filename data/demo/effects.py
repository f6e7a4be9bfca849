"""The test areas of the demonstration hospital: where, since when, and what they truly change.

The rest of the package injects its effects from these constants, and `truth.json` is written from the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from data.demo.calendar import Calendar
from data.demo.places import KESTREL, PROVIDER, WRENFIELD

HUB = "discharge hub"
INTERMEDIATE_BEDS = "Millrace House"
COMMUNITY_TEAM = "Community team"
REABLEMENT = "Reablement at home"
BOARD_ROUND_WARDS = ("Lime", "Linden", "Rowan")
WEEKEND_WARDS = ("Hazel", "Heather", "Holly", "Oak")

AVOIDED_BEFORE, AVOIDED_NOW, AVOIDED_POTENTIAL = 2400, 3400, 5500  # a year, at Kestrel Park
HUB_DELAY_BEFORE, HUB_DELAY_NOW, HUB_DELAY_POTENTIAL = 12.0, 9.0, 8.0
HUB_COST_FACTOR = 0.84
HUB_HOME_SHARE = 0.67
CALLS_BEFORE, CALLS_NOW = 0.0, -2.0
SERVICE_DAYS, SERVICE_DAYS_POTENTIAL = 30.0, 19.0
IC_HOME_BEFORE, IC_HOME_NOW = 0.28, 0.45
IC_DAYS_BEFORE, IC_DAYS_NOW, IC_DAYS_POTENTIAL = 45.0, 51.0, 41.0
JUNIPER_BEFORE, JUNIPER_NOW = 6.0, 7.0  # eligible discharges a day
SOCIAL_WORK_BEFORE, SOCIAL_WORK_NOW = 0.14, 0.02
TREATMENT_BEFORE, TREATMENT_NOW = 0.30, 0.58
BOARD_ROUNDS_BEFORE, BOARD_ROUNDS_NOW = 7.0, 8.0  # eligible discharges a day from the three wards together

DTOC_BEDS_BEFORE, DTOC_BEDS_NOW = 48.0, 39.0  # delayed transfers on an average day, in the middle of the year's swing
CHC_28_DAYS, CHC_ACUTE = 0.84, 0.11  # of continuing healthcare referrals

FRONT_DOOR_WEEKS = 60
INTERMEDIATE_BEDS_WEEKS = 52
COMMUNITY_WEEKS = 50
HUB_WEEKS = {KESTREL: 42, WRENFIELD: 34}
JUNIPER_WEEKS = 40
BOARD_ROUNDS_WEEKS = 36
WEEKEND_WEEKS = 30

Scope = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One metric's true level before and now; equal where the test area does not touch it. Units are the metric's.

    Where `before` is None the level is not part of the story and only the change, `effect`, is known.
    """

    metric: str
    unit: str
    before: float | None = None
    now: float | None = None
    potential: float | None = None
    effect: float = 0.0
    better: str = "higher"
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class GoLive:
    """`weeks` is counted back from the Monday of the last day's week; live from the start of that day."""

    weeks: int
    scope: Scope

    def on(self, last_day: date) -> date:
        """The first live day."""
        return last_day - timedelta(days=last_day.weekday(), weeks=self.weeks)


@dataclass(frozen=True, kw_only=True)
class TestArea:
    """A change that a team tries. `settle_weeks` after the last go-live the new level is fully there."""

    __test__ = False  # not a test class, whatever its name says to pytest

    id: str
    name: str
    team: str
    hypothesis: str
    why_here: str
    scope: Scope
    go_live: tuple[GoLive, ...]
    primary: Effect
    balancing: tuple[Effect, ...]
    comparison_wards: tuple[str, ...] = ()
    potential_source: str = ""
    settle_weeks: int = 6
    notes: str = ""
    also: tuple[Effect, ...] = field(default=())

    def before(self, first_day: date, last_day: date) -> tuple[date, date] | None:
        """The 52 weeks that end the day before the first go-live, both days inclusive; from `first_day` if later.

        None where a history of one year begins after the go-live.
        """
        first = min(step.on(last_day) for step in self.go_live)
        return (max(first - timedelta(weeks=52), first_day), first - timedelta(days=1)) if first > first_day else None

    def now_from(self, last_day: date) -> date:
        """The first day on which the new level holds everywhere in scope."""
        return max(step.on(last_day) for step in self.go_live) + timedelta(weeks=self.settle_weeks)


def unchanged(metric: str, unit: str, better: str, level: float | None = None, how: str = "") -> Effect:
    """A balancing metric that the test area truly leaves alone."""
    return Effect(metric=metric, unit=unit, before=level, now=level, better=better, how=how or "not touched")


READMISSIONS = unchanged("readmission_30d_share", "share", "lower")


def live_day(weeks: int, calendar: Calendar) -> int:
    """The day number from which an effect holds: the same Monday as `GoLive.on`."""
    return calendar.last - int(calendar.weekday[calendar.last]) - 7 * weeks


def provider_scope(**where: list[str]) -> Scope:
    """A scope within the demonstration trust."""
    return {"provider": [PROVIDER], **where}
