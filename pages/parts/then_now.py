"""Measures of one subject: a small control chart each with its sentence, and before and now side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from metrics.ask import Answers
from metrics.before_now import BeforeNow, before_now
from metrics.metric import Metric
from metrics.periods import Grain
from metrics.scope import Scope
from pages import service
from pages.parts import context, empty, sentences, words, xmr
from pages.parts.plot import plot
from pages.parts.table import Column, cell, table

HEIGHT = 230
WEEKS = 13
RELATIVE = ("share", "count", "days", "rate", "beds")  # a change of a difference, such as calls, has no base
COLUMNS = (
    Column("measure", "Measure", "22%", heading=True),
    Column("before", "A year earlier", align="end"),
    Column("now", "Now", align="end"),
    Column("change", "Change (95% interval)", "34%"),
    Column("relative", "Relative", align="end", title="The change as a share of the level a year earlier"),
    Column("n", "n then, n now", align="end"),
)


def charts(metrics: Sequence[Metric], scope: Scope, grain: Grain, *, key: str, height: int = HEIGHT) -> None:
    """Two to a row: each measure's control chart, its target and flags, its sentence under it."""
    for at in range(0, len(metrics), 2):
        for column, metric in zip(st.columns(2), metrics[at : at + 2], strict=False):
            with column:
                chart(metric, scope, grain, key=f"{key}_{metric.key}", height=height)


def chart(metric: Metric, scope: Scope, grain: Grain, *, key: str, height: int = HEIGHT) -> None:
    """One measure's control chart under its name; where there is no number, what would bring it."""
    st.markdown(f"**{metric.label}**")
    found, around = context.read(metric, scope, grain)
    if found.latest is None:
        empty.nothing(metric.label, metric.fact.feed)
        return
    figure = xmr.of(found, around.trajectory, around.markers, height)
    plot(figure, key=key, alt=sentences.trend(found), height=height)


def compared(held: Answers, who: service.Principal, metric: Metric, scope: Scope) -> BeforeNow | None:
    """The last WEEKS whole weeks against the same weeks a year earlier; None while there is no whole week."""
    return held.kept(who, ("a year earlier", metric.key, scope), lambda: _compared(held, who, metric, scope))


def _compared(held: Answers, who: service.Principal, metric: Metric, scope: Scope) -> BeforeNow | None:
    weekly = held.series(who, metric.key, scope, "week")
    whole = weekly.filter(~pl.col("partial"), pl.col("value").is_not_null())["period_start"]
    if whole.is_empty():
        return None
    last: Any = whole.max()
    first = last - timedelta(weeks=WEEKS - 1)
    year = timedelta(weeks=52)
    end = last + timedelta(days=6)
    return before_now(metric, weekly, (first - year, end - year), (first, end))


def rows(found: Sequence[tuple[Metric, BeforeNow | None]]) -> list[dict[str, Any]]:
    """The rows of COLUMNS; what has no number says so."""
    return [_row(metric, one) for metric, one in found]


def drawn(found: Sequence[tuple[Metric, BeforeNow | None]], *, key: str, caption: str) -> None:
    """The table of before and now, with the days it compares in words above it."""
    known = [one for _, one in found if one is not None]
    if known:
        now, then = known[0].now, known[0].before
        st.markdown(
            f"The last {WEEKS} whole weeks ({words.long_day(now.first)} to {words.long_day(now.last)}) beside the same"
            f" weeks a year earlier (from {words.long_day(then.first)}). This does not allow for a trend."
        )
    table(rows(found), COLUMNS, key=key, caption=caption, opens=False)


def _row(metric: Metric, found: BeforeNow | None) -> dict[str, Any]:
    row: dict[str, Any] = {"id": metric.key, "measure": metric.label + sentences.per(metric)}
    if found is None or found.now.value is None or found.before.value is None:
        side = None if found is None else found.now.value
        unit = sentences.said_unit(metric)
        return row | {"before": words.NO_DATA, "now": words.amount(side, unit), "change": "", "relative": "", "n": ""}
    unit = sentences.said_unit(metric)
    return row | {
        "before": words.amount(found.before.value, unit),
        "now": words.amount(found.now.value, unit),
        "change": _change(found, unit),
        "relative": _relative(found, unit),
        "n": _n(found),
    }


def _change(found: BeforeNow, unit: str) -> Any:
    said = words.difference(found.change, unit)
    if found.low is None or found.high is None:
        return f"{said}; too few weeks to say how sure"
    said = f"{said} ({words.reach(found.low, found.high, unit)})"
    if found.better is None:
        return f"no clear change: {said}" if found.low <= 0 <= found.high else said
    name, shape, tone = ("better", "tick", "improvement") if found.better else ("worse", "diamond", "concern")
    return cell(f"{name}: {said}", shape=shape, tone=tone)  # type: ignore[arg-type]


def _relative(found: BeforeNow, unit: str) -> str:
    """ "+16%": the sources don't say whether theirs is this or percentage points, so both stand here."""
    if not found.before.value or found.change is None or unit not in RELATIVE:
        return ""
    said = f"{found.change / abs(found.before.value):+.0%}"
    return "0%" if said in ("+0%", "-0%") else said


def _n(found: BeforeNow) -> str:
    if found.before.n is None or found.now.n is None:
        return ""
    return f"{words.count(found.before.n)}, {words.count(found.now.n)}"
