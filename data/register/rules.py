"""What the entries of each kind must say, beyond the type of each field (checks.py); every breach is a BadEntry."""

from __future__ import annotations

from collections.abc import Collection

from data.register.checks import LEVELS, BadEntry, in_order, known_metric, needed, one_of
from data.register.entries import (
    Action,
    Baseline,
    Event,
    Note,
    Rebase,
    Target,
    TestArea,
    UnitCost,
    WardSponsor,
)

Known = Collection[str] | None  # the metrics of the caller's catalogue; None: not looked at

DIRECTIONS = ("lower", "higher", "neither")
STATUSES = ("planned", "live", "standardised", "stopped")
GRAINS = ("day", "week", "month", "quarter", "year")


def test_area(label: str, area: TestArea, known: Known) -> None:
    """Named, reasoned, with a direction; dates in order; potential with its source; not compared with itself."""
    needed(label, name=area.name, why_here=area.why_here, primary_metric=area.primary_metric)
    one_of(label, "direction", area.direction, DIRECTIONS)
    one_of(label, "status", area.status, STATUSES)
    for metric in (area.primary_metric, *area.target_metrics, *area.balancing_metrics):
        known_metric(label, metric, known)
    if area.status in ("live", "standardised") and not area.go_lives:
        raise BadEntry(label, f"status is {area.status} but there is no go-live date; add one or make it planned")
    if len(set(area.go_lives)) < len(area.go_lives):
        raise BadEntry(label, "the same go-live date and scope stand twice; take one out")
    if area.potential is not None and not area.potential_source:
        raise BadEntry(label, "potential has no source; say where the figure comes from")
    if not 0 <= area.settle_weeks <= 52:
        raise BadEntry(label, f"settle weeks is {area.settle_weeks}; give 0 to 52 whole weeks")
    own = set(area.scope.ward).union(*(stage.scope.ward for stage in area.go_lives))
    for ward in area.comparison_wards:
        if ward in own:
            raise BadEntry(label, f"ward {ward} is compared with itself; take it out of the comparison wards")
    _before_window(label, area)


def _before_window(label: str, area: TestArea) -> None:
    in_order(label, "before from", area.before_from, "before to", area.before_to)
    if (area.before_from is None) != (area.before_to is None):
        raise BadEntry(label, "the before window has one end only; give before from and before to")
    if area.before_to is not None and area.go_lives and area.before_to >= area.go_lives[0].day:
        first = area.go_lives[0].day
        raise BadEntry(label, f"before to {area.before_to} is not before the go-live of {first}; end it earlier")


def baseline(label: str, entry: Baseline, known: Known) -> None:
    """Named, of a known grain, not backwards; a frozen series lies inside it."""
    needed(label, name=entry.name, metric=entry.metric)
    known_metric(label, entry.metric, known)
    one_of(label, "grain", entry.grain, GRAINS)
    in_order(label, "start", entry.start, "end", entry.end)
    days = [day for day, _ in entry.frozen.series] if entry.frozen else []
    if days != sorted(set(days)) or (days and not entry.start <= days[0] <= days[-1] <= entry.end):
        raise BadEntry(label, "the frozen series has dates out of order or outside start and end; export it again")


def target(label: str, entry: Target, known: Known) -> None:
    """Of a metric."""
    needed(label, metric=entry.metric)
    known_metric(label, entry.metric, known)


def note(label: str, entry: Note, known: Known) -> None:
    """Of a metric, with words."""
    needed(label, metric=entry.metric, text=entry.text)
    known_metric(label, entry.metric, known)


def rebase(label: str, entry: Rebase, known: Known) -> None:
    """Of a metric, with the known change that is its reason (metrics are rebased for nothing less)."""
    needed(label, metric=entry.metric, reason=entry.reason)
    known_metric(label, entry.metric, known)


def event(label: str, entry: Event, known: Known) -> None:
    """Named, not backwards."""
    needed(label, name=entry.name)
    in_order(label, "date", entry.day, "to", entry.to_day)


def ward_sponsor(label: str, entry: WardSponsor, known: Known) -> None:
    """Both named."""
    needed(label, ward=entry.ward, sponsor=entry.sponsor)


def unit_cost(label: str, entry: UnitCost, known: Known) -> None:
    """Named, 0 <= low <= central <= high."""
    needed(label, name=entry.name)
    if not 0 <= entry.low <= entry.central <= entry.high:
        found = f"{entry.low:g}, {entry.central:g}, {entry.high:g}"
        raise BadEntry(label, f"low, central and high are {found}; put them in that order, none below 0")


def action(label: str, entry: Action, known: Known) -> None:
    """Owned, on a ward, said in words; about a patient exactly where there is a spell; dates in order."""
    needed(label, ward=entry.ward, owner=entry.owner, text=entry.text)
    one_of(label, "about", entry.about, ("patient", "ward"))
    one_of(label, "level", entry.level, LEVELS)
    if (entry.about == "patient") != bool(entry.spell_id and entry.provider):
        raise BadEntry(label, "an action about a patient needs provider and spell, one about a ward has no spell")
    in_order(label, "raised", entry.raised, "due", entry.due)
    in_order(label, "raised", entry.raised, "closed", entry.closed)
    if entry.closed is not None and not entry.outcome:
        raise BadEntry(label, "it is closed without an outcome; say how it ended")
