"""What the Cost page says: whose cost, each stage's levels before and now, the levels drawn on the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from metrics.ask import Answers
from metrics.cost import Stage, stage, trimmed
from metrics.ledger import ALL_PARTNERS, Ledger, Status
from metrics.metric import DISCHARGE, Metric
from metrics.scope import Scope
from pages import comparing, service
from pages.parts import words
from pages.parts.charts import bars_height, ranked
from pages.parts.figure import Figure, Part, line, note
from pages.parts.table import Column, cell

ALL: Final = "All stages"
EVERYBODY: Final = "Everybody discharged"
STAGES: Final = (
    Column("stage", "Where", "16%", heading=True),
    Column("on", "Live from", "9%"),
    Column("before", "Before", "17%", align="end"),
    Column("now", "Now", "17%", align="end"),
    Column("change", "Change (95% interval)", "18%"),
    Column("n", "People before, now", "11%", align="end"),
    Column("reading", "Reading"),
)

WEEKS: Final = (
    Column("when", "Week of discharge", heading=True),
    Column("value", "Mean cost a week", align="end"),
    Column("n", "People", align="end"),
)


def areas(metric: Metric) -> dict[str, service.TestArea]:
    """The test areas that say they are about the measure, by name."""
    return {
        area.name: area
        for area in service.entries(service.TestArea)
        if metric.key in {area.primary_metric, *area.target_metrics, *area.balancing_metrics}
    }


def weekly(held: Answers, who: service.Principal, metric: Metric, scope: Scope, *, trim: bool) -> pl.DataFrame:
    """The measure by week, of everybody or without the dearest twentieth."""
    values = held.series(who, metric.key, scope, "week")
    if not trim:
        return values
    return trimmed(held.fact(who, DISCHARGE, ["eligible", "weekly_care_cost", "patients"], scope), values)


def stages(
    held: Answers, who: service.Principal, metric: Metric, area: service.TestArea, scope: Scope, *, trim: bool
) -> list[Stage]:  # fmt: skip
    """All of the scope first, then each stage of the roll-out that lies in it."""
    before = comparing.before_days(area)
    if before is None:
        return []
    end, settle = held.version.as_at.date(), timedelta(weeks=area.settle_weeks)
    lives = [(one, _within(scope, service.scope_of(one.scope))) for one in area.go_lives]
    held_here = [(one, place) for one, place in lives if place is not None]
    if not held_here:
        return []
    last = max(one.day for one, _ in held_here)
    found = [
        stage(metric, weekly(held, who, metric, scope, trim=trim), ALL, min(one.day for one, _ in held_here), before,
              (last + settle, end))
    ]  # fmt: skip
    for one, place in held_here if len(held_here) > 1 else []:
        stretch = (before[0], min(before[1], one.day - timedelta(days=1)))
        name = ", ".join(place.chosen().get("site", ()) or place.chosen().get("ward", ())) or "everywhere"
        values = weekly(held, who, metric, place, trim=trim)
        found.append(stage(metric, values, name, one.day, stretch, (one.day + settle, end)))
    return found


def levels(figure: Figure, found: Stage) -> Figure:
    """The chart with the level of each stretch drawn across its days and named."""
    for name, side in (("Before", found.found.before), ("Now", found.found.now)):
        if side.value is None:
            continue
        figure["data"] = [*figure["data"], _level(side.first, side.last, side.value)]
        said = note(
            f"{name} {words.pounds(side.value)}", x=_middle(side.first, side.last), y=side.value, yanchor="bottom"
        )
        figure["layout"]["annotations"] += [said | {"bgcolor": "@paper", "yshift": 4}]
    return figure


def sentence(found: Stage, metric: Metric) -> str:
    """What a person's care costs now, before, the relative change and how sure it is; no claim about the cause."""
    then, now = found.found.before, found.found.now
    if now.value is None or then.value is None:
        return f"{metric.label}: no data on one side, so nothing can be compared."
    cost, was = words.pounds(now.value), words.pounds(then.value)
    said = f"A week of care costs {cost} for each person discharged now and {was} before"
    if found.relative is None:
        return f"{said}; too few weeks to say how sure a change would be."
    size, low, high = (found.relative.value, found.relative.low, found.relative.high)
    if low <= 0 <= high:
        return f"{said}: no clear change (95% interval {_percent(low)} to {_percent(high)})."
    return f"{said}: {_percent(size)} (95% interval {_percent(low)} to {_percent(high)})."


def rows(found: Sequence[Stage]) -> list[dict[str, Any]]:
    """The rows of STAGES."""
    return [_row(one) for one in found]


def first_status(found: Ledger) -> Status:
    """Identified where anything is; else realised."""
    return "identified" if found.of("identified") else "realised"


def net_bars(found: Ledger, status: Status) -> Figure:
    """Net by partner: who gains lies to the right of 0, who pays to the left; low and high are in the table."""
    rows = [(one.partner, one.net.central) for one in found.totals if one.status == status]
    drawn = ranked(pl.DataFrame(rows, schema=["name", "value"], orient="row"), unit="pounds")
    # Words on a bar that lies left of 0 would run into its name, so all stand at the right.
    drawn["data"][0]["textposition"] = "none"
    place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 6}
    drawn["layout"]["annotations"] += [note(words.pounds(net), y=at, **place) for at, (_, net) in enumerate(rows)]
    drawn["layout"]["margin"]["r"] = 104
    drawn["layout"]["xaxis"] |= {"tickformat": "~s", "nticks": 4}
    return drawn


def net_height(found: Ledger, status: Status) -> int:
    """The height that the bars want."""
    return bars_height(sum(one.status == status for one in found.totals))


def net_words(found: Ledger, status: Status) -> str:
    """Who gains and who pays, by net, in a sentence."""
    lines = [one for one in found.totals if one.status == status and one.partner != ALL_PARTNERS]
    gains = [f"{one.partner} {words.pounds(one.net.central)}" for one in lines if one.net.central > 0]
    pays = [f"{one.partner} {words.pounds(one.net.central)}" for one in lines if one.net.central < 0]
    said = f"Net a year, {status}: gains {', '.join(gains) or 'nobody'}"
    return (
        f"{said}; pays more than it gains: {', '.join(pays)}." if pays else f"{said}; nobody pays more than they gain."
    )


def _row(one: Stage) -> dict[str, Any]:
    then, now = one.found.before, one.found.now
    return {
        "id": one.name,
        "stage": one.name,
        "on": words.long_day(one.on),
        "before": _side(then.value, then.error),
        "now": _side(now.value, now.error),
        "change": "" if one.relative is None else _interval(one),
        "n": f"{words.count(then.n)}, {words.count(now.n)}",
        "reading": _reading(one),
    }


def _reading(one: Stage) -> Any:
    if one.relative is None:
        return "too few weeks to say"
    if one.found.better is None:
        return "no clear change"
    return (
        cell("costs less", shape="tick", tone="improvement")
        if one.found.better
        else cell("costs more", shape="diamond", tone="concern")
    )


def _interval(one: Stage) -> str:
    assert one.relative is not None
    return f"{_percent(one.relative.value)} ({_percent(one.relative.low)} to {_percent(one.relative.high)})"


def _percent(value: float) -> str:
    """ "16% less", "3% more"."""
    if round(abs(value) * 100) == 0:
        return "no change"
    return f"{words.share(abs(value))} {'more' if value > 0 else 'less'}"


def _side(value: float | None, error: float | None) -> str:
    if value is None or error is None:
        return words.pounds(value)
    return words.interval(value, value - 1.96 * error, value + 1.96 * error, "pounds")


def _within(scope: Scope, stage_scope: Scope) -> Scope | None:
    """The stage's own places inside the scope looked at; None where they do not meet."""
    mine, chosen = stage_scope.chosen(), scope.chosen()
    narrowed: dict[str, tuple[str, ...]] = {}
    for level in {*mine, *chosen}:
        both = [
            name for name in mine.get(level, chosen.get(level, ())) if name in chosen.get(level, mine.get(level, ()))
        ]
        if not both:
            return None
        narrowed[level] = tuple(both)
    return replace(scope, **narrowed)  # type: ignore[arg-type]


def _level(first: date, last: date, value: float) -> Part:
    drawn = line([first.isoformat(), last.isoformat()], [value, value], "@series_6", "solid")
    return drawn | {"line": drawn["line"] | {"width": 3}}


def _middle(first: date, last: date) -> str:
    return (first + (last - first) / 2).isoformat()
