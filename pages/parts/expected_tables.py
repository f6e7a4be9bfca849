"""The tiles and tables of expected discharges: the days ahead, the wards, and how past forecasts did."""

from __future__ import annotations

from typing import Any

from metrics.forecast import HORIZONS
from pages.parts import words
from pages.parts.expected import span
from pages.parts.table import Column
from pages.parts.tiles import Tile

NAMED = {0: "Today", 1: "Tomorrow"}
DAYS = (
    Column("day", "Day", heading=True),
    Column("leaving", "Expected to leave", align="end"),
    Column("coming", "Expected to come", align="end", title="Adults admitted who will stay a night or more"),
    Column("staying", "In hospital next morning", align="end", title="On the wards that have beds in the beds extract"),
    Column("free", "Beds free next morning", align="end", title="Beds open at the last beds extract, less those taken"),
)
WARDS = (
    Column("ward", "Ward", heading=True),
    Column("site", "Site"),
    Column("here", "In hospital", align="end"),
    Column("beds", "Beds open", align="end"),
    Column("today", "Today", align="end"),
    Column("tomorrow", "Tomorrow", align="end"),
    Column("week", "Seven days", align="end"),
    Column("held", "Range held", align="end", title="Share of the last year's mornings on which today's range held"),
)
SCORES = (
    Column("ahead", "Made", heading=True),
    Column("held", "Range held", align="end", title="Made to hold on 80%"),
    Column("miss", "Mean miss", align="end", title="People, either way"),
    Column("naive", "Miss of the six-week mean", align="end"),
    Column("bias", "Leans", align="end", title="Mean of expected less happened"),
    Column("site", "Held, by site", align="end"),
    Column("wards", "Held, by ward", align="end"),
)

KINDS = (
    Column("kind", "People like this", heading=True),
    Column("here", "In hospital now", align="end"),
    Column("people", "Seen before", align="end", title="Mornings of such people, on this weekday, last 26 weeks"),
    Column("share", "Left that day", align="end"),
)
BANDS = {
    "waiting": {0: "first day", 1: "1 to 2 days", 3: "3 to 6 days", 7: "7 to 13 days", 14: "14 days or more"},
    "dated": {-1: "passed", 0: "today", 1: "tomorrow", 2: "in 2 days", 3: "in 3 or 4 days", 5: "in 5 to 7 days",
              8: "later"},
    "undated": {0: "today", 1: "1 day", 2: "2 days", 3: "3 days", 4: "4 to 6 days", 7: "7 to 13 days",
                14: "14 to 20 days", 21: "21 days or more"},
}  # fmt: skip
KIND_NAMES = {"waiting": "Not meeting criteria", "dated": "Expected date", "undated": "In hospital, no expected date"}


def day_row(day: dict[str, Any]) -> dict[str, Any]:
    """One day ahead as the table says it."""
    said = {name: span(day[name]) for name in ("leaving", "coming", "staying", "free") if day.get(name)}
    name = NAMED.get(day["ahead"])
    return {"id": str(day["ahead"]), "day": f"{words.day(day['day'])}{f' ({name.lower()})' if name else ''}"} | said


def ward_row(found: dict[str, Any]) -> dict[str, Any]:
    """One ward as the table says it."""
    said = {name: span(found[name]) for name in ("today", "tomorrow", "week")}
    place = {"id": f"{found['site']}/{found['ward']}", "ward": found["ward"], "site": found["site"]}
    beds = {"here": found["in_hospital"], "beds": words.count(found["beds_open"]), "held": words.share(found["held"])}
    return place | said | beds


def score_row(found: dict[str, Any]) -> dict[str, Any]:
    """How the forecasts so many days ahead did."""
    ahead = found["ahead"]
    return {
        "id": str(ahead),
        "ahead": "on the morning" if not ahead else f"{words.plural(ahead, 'day')} before",
        "held": words.share(found["held"]),
        "miss": words.number(found["miss"], "rate"),
        "naive": words.number(found["naive_miss"], "rate"),
        "bias": leans(found["bias"]),
        "site": words.share(found["held_site"]),
        "wards": words.share(found["held_ward"]),
    }


def kind_row(found: dict[str, Any]) -> dict[str, Any]:
    """One kind of patient: how many are here, and what became of people like them."""
    kind, days = found["kind"], found["days_from"]
    return {
        "id": f"{kind}{days}",
        "kind": f"{KIND_NAMES[kind]}: {BANDS[kind][days]}",
        "here": words.count(found["here"]),
        "people": words.count(found["people"]),
        "share": words.share(found["left"] / found["people"] if found["people"] else None),
    }


def leans(bias: float | None) -> str:
    """Whether forecasts are too high or too low on average: expected less happened."""
    said = words.number(None if bias is None else abs(bias), "rate")
    if bias is None or said == words.NO_DATA:
        return words.NO_DATA
    return "neither way" if said == "0.0" else f"{said} too {'high' if bias > 0 else 'low'}"


def days(made: dict[str, Any]) -> list[Column]:
    """The columns of the days that this place has: a ward has leaving only."""
    return [column for column in DAYS if column.key == "day" or made["days"][0].get(column.key)]


def tiles(made: dict[str, Any]) -> list[Tile]:
    """Today, tomorrow, the week, the beds of the next morning, and what became of yesterday's forecast."""
    today, tomorrow, past = made["days"][0], made["days"][1], made["yesterday"]
    found = [
        _tile(f"Expected to leave {words.day(today['day'])}", today["leaving"], unit=f"of {made['in_hospital']:,}"),
        _tile(words.day(tomorrow["day"]), tomorrow["leaving"]),
        _tile(f"Seven days to {words.day(made['days'][HORIZONS - 2]['day'])}", made["week"]),
    ]
    if today.get("free"):
        open_beds = f"of {words.count(made['beds_open'])} open"
        found.append(_tile(f"Beds free as {words.day(tomorrow['day'])} begins", today["free"], unit=open_beds))
    if past and past["low"] is not None:
        verdict = "inside the range" if past["held"] else "outside the range"
        found.append(
            Tile(
                label=f"Left {words.day(past['day'])}",
                value=words.count(past["happened"]),
                unit=f"expected {span(past)}",
                change=verdict,
                shape="tick" if past["held"] else "diamond",
            )
        )
    return found


def _tile(label: str, of: dict[str, Any], unit: str | None = None) -> Tile:
    reach = None if of["low"] is None else f"{words.count(of['low'])} to {words.count(of['high'])} on 8 days of 10"
    return Tile(label=label, value=words.count(of["expected"]), unit=unit, change=reach)
