"""What the Destinations page says and draws: bars with baseline and flags, two meanings of home, the expectation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from metrics.destinations import PARTS, Homes, Kind
from metrics.effects.estimate import Estimate
from metrics.scope import Scope
from pages import comparing, service
from pages.parts import words
from pages.parts.charts import stacked
from pages.parts.figure import BOTTOM, TOP, Figure, Marker, flag_words, flags, note
from pages.parts.palette import SERIES
from pages.parts.table import Column, cell

Days = tuple[date, date]
SAID: Final = "Where people went"
NAME: Final = 16  # pixels that a name beside the bars takes
HOMES: Final = (
    Column("meaning", "Home means", "34%", heading=True),
    Column("people", "People", align="end"),
    Column("share", "Share", align="end"),
    Column("who", "Who is home by this and not by the other"),
)
EXPECTED: Final = (
    Column("pathway", "Pathway", "38%", heading=True),
    Column("expected", "Expected, 65 and over", align="end"),
    Column("share", "Here (95% interval)", align="end"),
    Column("reading", "Reading", "26%"),
)
# Which way the expectation is a bound: at least on pathways 0 and 1, at most on 2 and 3.
AT_LEAST: Final = frozenset({"0", "1"})


def bars(
    values: pl.DataFrame, *, grain: str, share: bool, band: Days | None, markers: Sequence[Marker], height: int
) -> Figure:
    """The stacked bars with the baseline shaded over them and the go-lives as flags."""
    figure = stacked(values, unit="count", grain=grain, height=height, share=share)
    drawn = figure["layout"]
    days: list[date] = values["period_start"].to_list()
    first, last = min(days), max(days)
    seen = [marker for marker in markers if first <= marker.on <= last + timedelta(days=31)]
    drawn["shapes"] = [*drawn.get("shapes", []), *flags(seen)]
    drawn["annotations"] = [*_names(values, share, height), *flag_words(seen)]
    if band is not None and band[0] <= last and band[1] >= first:
        start, end = max(band[0], first), min(band[1], last)
        place = {
            "x0": start.isoformat(),
            "x1": (end + timedelta(days=1)).isoformat(),
            "yref": "paper",
            "y0": 0,
            "y1": 1,
        }
        drawn["shapes"].append({"type": "rect", "fillcolor": "@band", "line": {"width": 0}, **place})
        middle = (start + (end - start) / 2).isoformat()
        drawn["annotations"].append(note("Baseline", x=middle, y=1, yref="paper", yanchor="bottom"))
    return figure


def baseline(scope: Scope, frozen: Days | None) -> Days | None:
    """The baseline to shade: the frozen one of this view, else the stretch before of a test area that it meets."""
    if frozen is not None:
        return frozen
    chosen = scope.chosen()
    for area in service.entries(service.TestArea):
        mine = service.scope_of(area.scope).chosen()
        if chosen and all(set(mine.get(level, values)) & set(values) for level, values in chosen.items()):
            narrowed = set(mine) - {"provider"}
            if narrowed and narrowed <= set(chosen):
                return comparing.before_days(area)
    return None


def sentence(values: pl.DataFrame, band: Days | None, grain: str, where: str) -> str:
    """The newest period's shares, and against the baseline's where there is one."""
    last = values["period_start"].max()
    now = values.filter(pl.col("period_start") == last)
    whole = float(now["of"][0])
    parts = [f"{row['part'].lower()} {_share(row['value'], whole)}" for row in now.to_dicts()]
    said = f"{SAID}, {where}, {words.period(last, grain)}: {', '.join(parts)} of {words.count(whole)} people."  # type: ignore[arg-type]
    return said + (_against(values, band) if band else "")


def home_rows(found: Homes) -> list[dict[str, Any]]:
    """The rows of HOMES."""
    return [
        {
            "id": "strict",
            "meaning": "Pathway 0 or 1 (strict)",
            "people": words.count(found.strict),
            "share": _share(found.strict, found.known),
            "who": f"{words.plural(found.only_strict, 'person', 'people')}: back to the care home they live in, or a "
            "destination other than a residence",
        },
        {
            "id": "coded",
            "meaning": "Destination code 19 or 29 (usual or temporary residence)",
            "people": words.count(found.coded),
            "share": _share(found.coded, found.known),
            "who": f"{words.plural(found.only_coded, 'person', 'people')}: at a residence, on pathway 2 or 3",
        },
    ]


def home_words(found: Homes) -> str:
    """The difference between the two meanings in a sentence."""
    if not found.known:
        return "Nobody here has both a pathway and a destination recorded: the two meanings can't be set side by side."
    strict, coded = (_share(part, found.known) for part in (found.strict, found.coded))
    people = words.plural(found.known, "person", "people")
    return (
        f"By pathway {strict} went home and by destination code {coded}, of {people} with both recorded. Code 19 can't "
        "tell home from home with support, and a care home that somebody already lives in is no home by code; the "
        "pathway tells these apart."
    )


def expected_rows(found: Sequence[tuple[str, float, Estimate | None]], names: dict[str, str]) -> list[dict[str, Any]]:
    """The rows of EXPECTED."""
    return [
        {
            "id": pathway,
            "pathway": f"{pathway} {names[pathway]}",
            "expected": f"{'at least' if pathway in AT_LEAST else 'at most'} {words.share(expected)}",
            "share": words.NO_DATA if here is None else words.interval(here.value, here.low, here.high, "share"),
            "reading": _reading(pathway, expected, here),
        }
        for pathway, expected, here in found
    ]


def parts_of(kind: Kind) -> tuple[str, ...]:
    """The parts in order, those not recorded last."""
    return PARTS[kind]


def _names(values: pl.DataFrame, share: bool, height: int) -> list[dict[str, Any]]:
    """The name of every part beside the last bar with its colour, from the top down, each clear of the one above."""
    last = values.filter(pl.col("period_start") == pl.col("period_start").max())
    whole = float(last["of"][0]) or 1.0
    top = 1.0 if share else 1.05 * float(values["of"].max() or 1)  # type: ignore[arg-type]
    step, below, places = NAME / (height - TOP - BOTTOM) * top, 0.0, []
    for colour, (part, value) in zip(SERIES, last.select("part", "value").iter_rows(), strict=False):
        size = value / whole if share else value
        places.append((below + size / 2, part, colour))
        below += size
    found, above = [], top + step / 2
    for middle, part, colour in reversed(places):
        above = min(middle, above - step)
        at = {"x": 1, "xref": "paper", "y": above, "xanchor": "left", "align": "left"}
        found.append(note("\u25a0", **at, xshift=6) | {"font": {"size": 14, "color": colour}})
        found.append(note(part, **at, xshift=22) | {"font": {"size": 12, "color": "@text"}})
    return found


def _reading(pathway: str, expected: float, here: Estimate | None) -> Any:
    if here is None:
        return "fewer than 8 people"
    if here.low <= expected <= here.high:
        return "as expected, within chance"
    more = here.low > expected
    met = more == (pathway in AT_LEAST)
    said = f"{'more' if more else 'fewer'} than planned for"
    return cell(said, shape="tick" if met else "diamond", tone="improvement" if met else "neutral")


def _against(values: pl.DataFrame, band: Days) -> str:
    inside = values.filter(pl.col("period_start").is_between(*band))
    if inside.is_empty():
        return ""
    whole = float(inside["value"].sum())
    parts = [
        f"{part.lower()} {_share(float(inside.filter(pl.col('part') == part)['value'].sum()), whole)}"
        for part in inside["part"].unique(maintain_order=True)
    ]
    return f" In the baseline ({words.long_day(band[0])} to {words.long_day(band[1])}): {', '.join(parts)}."


def _share(part: float, whole: float) -> str:
    return words.share(part / whole) if whole else words.NO_DATA
