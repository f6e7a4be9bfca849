"""Expected discharge dates on a page: histograms of days late and of slips, and wards side by side."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from metrics.expected_dates import FROM, MOST_SLIPS, TO
from metrics.metric import Metric
from pages.parts import words
from pages.parts.figure import Figure, layout
from pages.parts.plot import plot
from pages.parts.table import Column, table

HEIGHT = 300


def days_late(found: pl.DataFrame) -> None:
    """A bar a day, from early to late. found: metrics.expected_dates.days_late."""
    ticks = {FROM: f"{-FROM}+ early", -3: "3 early", 0: "on the day", 4: "4 late", 9: "9 late", TO: f"{TO}+ late"}
    hover = [f"{_late(row['days'])}: {_people(row)}" for row in found.to_dicts()]
    figure = _bars(found["days"].to_list(), found["patients"].to_list(), hover, ticks)
    plot(figure, key="days_late", alt=late_words(found), height=HEIGHT)


def slips(found: pl.DataFrame) -> None:
    """A bar for each number of slips. found: metrics.expected_dates.slips."""
    ticks = {at: f"{at} or more" if at == MOST_SLIPS else str(at) for at in range(MOST_SLIPS + 1)}
    hover = [f"{ticks[row['slips']]} slips: {_people(row)}" for row in found.to_dicts()]
    figure = _bars(found["slips"].to_list(), found["patients"].to_list(), hover, ticks)
    plot(figure, key="slips", alt=slip_words(found), height=HEIGHT)


def late_words(found: pl.DataFrame) -> str:
    """The histogram of days late in one sentence."""
    total = _sum(found)
    near = _sum(found.filter(pl.col("days").is_between(-1, 1))) / total
    late, week = (_sum(found.filter(pl.col("days") > days)) / total for days in (1, 6))
    return (
        f"Of {words.count(total)} people with an expected date, {words.share(near)} left within a day of the first "
        f"one, {words.share(late)} later ({words.share(week)} a week or more), {words.share(1 - near - late)} earlier."
    )


def slip_words(found: pl.DataFrame) -> str:
    """The histogram of slips in one sentence."""
    total, often = _sum(found), _sum(found.filter(pl.col("slips") >= 2))
    never = _sum(found.filter(pl.col("slips") == 0)) / total
    return (
        f"For {words.share(never)} of {words.count(total)} people the expected date was never moved to a later day; "
        f"for {words.share(often / total)} it was moved twice or more."
    )


def wards(values: Mapping[str, pl.DataFrame], metrics: Mapping[str, Metric]) -> None:
    """A row a ward with each measure and its n, most slips first. values: key -> series by ward over one window."""
    held = {key: {row["ward"]: row for row in frame.to_dicts()} for key, frame in values.items()}
    first = next(iter(held))
    slipped = held["expected_slips_mean"]
    order = sorted(held[first], key=lambda ward: (-(slipped.get(ward, {}).get("value") or 0), str(ward)))
    rows = [
        {
            "id": str(ward),
            "ward": ward or "Not recorded",
            **{key: words.amount(found.get(ward, {}).get("value"), metrics[key].unit) for key, found in held.items()},
            "n": words.count(slipped.get(ward, {}).get("denominator")),
        }
        for ward in order
    ]
    labels = [Column(key, metrics[key].label, align="end", title=metrics[key].definition) for key in values]
    columns = (Column("ward", "Ward", heading=True), *labels, Column("n", "Stays with a date", align="end"))
    caption = "Expected dates by ward, those first where they slip most"
    table(rows, columns, key="expected_wards", caption=caption, opens=False, height=420)


def _bars(x: list[int], y: list[int], hover: list[str], ticks: Mapping[int, str]) -> Figure:
    drawn = layout("count", (0, 1.08 * max([*y, 1])))
    named = {"tickmode": "array", "tickvals": list(ticks), "ticktext": list(ticks.values()), "tickangle": 0}
    drawn["xaxis"] |= named
    bars = {
        "type": "bar", "x": x, "y": y, "marker": {"color": "@series_1"}, "hovertext": hover, "hoverinfo": "text",
    }  # fmt: skip
    return {"data": [bars], "layout": drawn | {"bargap": 0.12}}


def _sum(found: pl.DataFrame) -> int:
    return int(found["patients"].sum())


def _late(days: int) -> str:
    if days == 0:
        return "On the first expected day"
    size = words.plural(abs(days), "day")
    beyond = " or more" if days in (FROM, TO) else ""
    return f"{size}{beyond} {'late' if days > 0 else 'early'}"


def _people(row: Mapping[str, float]) -> str:
    return f"{words.plural(int(row['patients']), 'person', 'people')} ({words.share(row['share'])})"
