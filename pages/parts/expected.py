"""What a forecast of metrics.forecast says: its sentences, its rows, and the figure of the last weeks and the next."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, Final

from metrics.forecast import FEWEST_WEEKS, HORIZONS, RATE_WEEKS, Forecast
from pages.parts import words
from pages.parts.figure import (
    BOTTOM,
    TOP,
    Figure,
    Label,
    Part,
    axis_range,
    dated,
    layout,
    line,
    note,
    side_labels,
    upright,
)

Document = dict[str, Any]
SHOWN: Final = 28
NO_STAYS: Final = "No stays are loaded, so there is nothing to expect from."
METHOD: Final = (
    "Everybody in hospital on the morning counts with the share of patients like them who left so many days on, over "
    f"the last {RATE_WEEKS} weeks: the same ward, the same weekday, and the same state on the board (how long they "
    "have not met the criteria to reside, or how far off their expected date is, or how long they have been in; and "
    "whether support is needed after). Where a ward has had few such people, those of the whole hospital are added. "
    "People not yet admitted and those who change wards come on top, as on the same weekday of the last 13 weeks. The "
    "range is as wide as this hospital's own misses of the last half year: a tenth of them fell below it, a tenth "
    "above. Only what was known on the morning is used, then and now. A bank holiday is expected to go as this "
    "hospital's last ones did, between its weekday and a Sunday. There have been few of them, and strikes and closures "
    "ahead are not known to it: around all these the range holds less often."
)
COUNTED: Final = (
    "Everybody aged 18 and over who leaves after at least one night counts, deaths and moves to another hospital too, "
    "because the bed is free; the measure Discharges leaves those two out, so it is lower."
)


def span(of: Document | None) -> str:
    """Mean and range as whole people: "65 (58 to 75)"; the mean alone while there is no range."""
    return words.NO_DATA if of is None else words.interval(of["expected"], of["low"], of["high"], "count")


def lines(made: Document) -> list[str]:
    """What is expected, the beds, what became of yesterday's forecast, and how the last year's did."""
    if made["days"][0]["leaving"]["expected"] is None:
        return [too_short(made)]
    return [said for said in (leaving(made), free(made), yesterday(made), scored(made)) if said]


def too_short(made: Document) -> str:
    """Why there is no forecast yet."""
    weeks = words.plural(made["mornings"] // 7, "whole week")
    return (
        f"A forecast needs {FEWEST_WEEKS} weeks of stays to learn from, and as many again for its range: {weeks} of "
        "them are loaded. Load earlier spells and boards, or come back later."
    )


def leaving(made: Document) -> str:
    """Today and the week."""
    today, week, last = made["days"][0], made["week"], made["days"][HORIZONS - 2]
    people = words.plural(round(today["leaving"]["expected"]), "person", "people")
    return (
        f"On {words.day(today['day'])} {people}{_range(today['leaving'])} {_are(today['leaving'])} expected to leave, "
        f"of {words.count(made['in_hospital'])} in hospital that morning. In the seven days to "
        f"{words.day(last['day'])}: {span(week)}."
    )


def free(made: Document) -> str | None:
    """The beds free on the next morning and a week on, where there are beds."""
    today, last = made["days"][0], made["days"][HORIZONS - 2]
    if not today.get("free"):
        return None
    next_morning, later = (day["day"] + timedelta(days=1) for day in (today, last))
    return (
        f"Of {words.count(made['beds_open'])} beds open, {span(today['free'])} are expected to be free as "
        f"{words.day(next_morning)} begins, and {span(last['free'])} as {words.day(later)} begins."
    )


def yesterday(made: Document) -> str | None:
    """What the last forecast that can be scored said, and what happened."""
    past = made["yesterday"]
    if past is None or past["low"] is None:
        return None
    verdict = "inside the range" if past["held"] else "outside the range"
    return (
        f"On {words.day(past['day'])} {span(past)} were expected to leave and {words.count(past['happened'])} did: "
        f"{verdict}."
    )


def scored(made: Document) -> str | None:
    """How the forecasts of the last year did, for the day itself."""
    found = made["scores"][0]
    if not found["n"]:
        return None
    miss, other = (words.number(found[name], "rate") for name in ("miss", "naive_miss"))
    mornings, share = words.count(found["n"]), words.share(found["held"])
    return (
        f"Over {mornings} past mornings the range for the day itself held on {share}; it is made to hold on 80%. The "
        f"forecast missed by {miss} people on average, the plain mean of the last six same weekdays by {other}."
    )


def day_lines(made: Document) -> list[str]:
    """One line a day, for a terminal."""
    return [
        f"    {words.day(day['day'])}: {span(day['leaving'])} leave"
        + (f", {span(day['coming'])} come" if "coming" in day else "")
        + (f", {span(day['free'])} beds free on the next morning" if day.get("free") else "")
        for day in made["days"]
    ]


def figure(found: Forecast, unit: int, height: int) -> Figure:
    """Leaving, day by day: the range and mean said on each morning of the last weeks, and this morning's week ahead."""
    rows = _past(found, unit) + _ahead(found, unit)
    reach = axis_range([row[name] for row in rows for name in ("happened", "low", "high", "expected")] + [0.0], "count")
    low_end = (0.0, reach[1])
    drawn = layout("count", low_end, right=110)
    drawn["xaxis"] |= dated(row["day"] for row in rows)
    today = found.past.last.isoformat()
    drawn["shapes"] = [upright(today, "@marker", "dot")]
    last = rows[-1]
    drawn["annotations"] = [
        note("Today", x=today, y=1, yref="paper", yanchor="bottom"),
        *side_labels([Label(last["expected"] or 0, "Expected", "@quiet")], low_end, height - TOP - BOTTOM),
    ]
    return {"data": [_band(rows), _line(rows), _points(rows)], "layout": drawn}


def _past(found: Forecast, unit: int) -> list[Document]:
    of, shown = found.leaving, min(SHOWN, len(found.leaving.expected) - 1)
    return [
        _point(found.past.last - timedelta(days=back), of.expected[t, unit, 0], of.low[t, unit, 0],
               of.high[t, unit, 0], of.happened[t, unit, 0])
        for back in range(shown, 0, -1) for t in (-1 - back,)
    ]  # fmt: skip


def _ahead(found: Forecast, unit: int) -> list[Document]:
    of = found.leaving
    return [
        _point(found.past.last + timedelta(days=ahead), of.expected[-1, unit, ahead], of.low[-1, unit, ahead],
               of.high[-1, unit, ahead], math.nan)
        for ahead in range(HORIZONS)
    ]  # fmt: skip


def _point(day: date, *numbers: float) -> Document:
    known = [None if math.isnan(value) else round(float(value), 2) for value in numbers]
    return {"day": day} | dict(zip(("expected", "low", "high", "happened"), known, strict=True))


def _days(rows: list[Document]) -> list[str]:
    return [row["day"].isoformat() for row in rows]


def _band(rows: list[Document]) -> Part:
    ranged = [row for row in rows if row["low"] is not None]
    days = _days(ranged)
    edge = [row["high"] for row in ranged] + [row["low"] for row in reversed(ranged)]
    outline = line([*days, *reversed(days)], edge, "@band", "solid")
    return outline | {"fill": "toself", "fillcolor": "@band", "line": {"width": 0}}


def _line(rows: list[Document]) -> Part:
    return line(_days(rows), [row["expected"] for row in rows], "@expected", "dash")


def _points(rows: list[Document]) -> Part:
    """What happened; days ahead stand on the mean, as rings, so that the arrow keys reach them too."""
    known = [row["happened"] is not None for row in rows]
    heights = [row["happened"] if seen else row["expected"] for row, seen in zip(rows, known, strict=True)]
    drawn = line(_days(rows), heights, "@series_1", "solid") | {"mode": "markers", "hoverinfo": "text"}
    drawn["marker"] = {
        "size": [7 if seen else 8 for seen in known],
        "symbol": [_shape(row) for row in rows],
        "color": ["@series_1" if seen else "@expected" for seen in known],
        "opacity": 1,
    }
    return drawn | {"hovertext": [_point_words(row) for row in rows], "meta": {"walk": True}}


def _shape(row: Document) -> str:
    if row["happened"] is None:
        return "circle-open"
    return "circle" if _inside(row) else "diamond"


def _inside(row: Document) -> bool:
    return row["low"] is None or row["low"] <= row["happened"] <= row["high"]


def _point_words(row: Document) -> str:
    said = f"{words.day(row['day'])}: expected {span(row)}"
    if row["happened"] is None:
        return said
    verdict = "" if row["low"] is None else ", inside the range" if _inside(row) else ", outside the range"
    return f"{said}<br>{words.count(row['happened'])} left{verdict}"


def _range(of: Document) -> str:
    return "" if of["low"] is None else f" ({words.count(of['low'])} to {words.count(of['high'])})"


def _are(of: Document) -> str:
    return "is" if round(of["expected"]) == 1 else "are"
