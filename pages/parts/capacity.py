"""What metrics.capacity found, in words: sentences, tiles of services, rows of pathways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from metrics.capacity import LOOKED_BACK, PATHWAYS, Service, Waiting
from pages.parts import words
from pages.parts.table import Column, cell
from pages.parts.tiles import Tile

NAMES: Final = {
    "0": "Pathway 0: home, no new support",
    "1": "Pathway 1: home with support",
    "2": "Pathway 2: a bed in intermediate care",
    "3": "Pathway 3: a care home",
    "": "No pathway recorded",
}
SETTINGS: Final = {"home": "at home", "bed": "in beds"}
COLUMNS: Final = (
    Column("pathway", "Pathway", heading=True),
    Column("people", "People waiting", align="end"),
    Column("free", "Places free", align="end"),
    Column("weeks", "Weeks to start them all", align="end", title="If every start were one of them"),
)
LEFT_OUT: Final = (
    "Waiting: adults on the newest board who do not meet the criteria to reside. People in the community wait for the "
    "same services and are not counted here, so the weeks are the fewest it can take. Care homes and home care that is "
    "bought case by case have no places in any extract."
)


def sentences(waiting: Sequence[Waiting], services: Sequence[Service]) -> list[str]:
    """One for each pathway that has services here and people who wait."""
    return [_sentence(one, services) for one in waiting if one.free is not None]


def tile(one: Service) -> Tile:
    """A service: people of its places, those free, and a line of half a year."""
    least = "" if one.entered else "at least "
    over = -one.free
    free = f"{words.plural(over, 'person', 'people')} more than places" if over > 0 else f"{one.free} free"
    return Tile(
        label=f"{one.name}, {SETTINGS.get(one.setting, one.setting)}",
        value=words.count(one.people),
        unit=f"of {least}{one.places:,}",
        change=f"{free}; {words.number(one.starts, 'rate')} start a week",
        line=one.line,
        title=f"People at the end of {words.day(one.on)}; the line is half a year, week by week.",
    )


def how(services: Sequence[Service]) -> str:
    """Where the numbers of places come from."""
    guessed = [one.name for one in services if not one.entered]
    when = words.day(services[0].on)
    if not guessed:
        return f"People at the end of {when}; places as entered in homeward.toml, table \\[places\\]."
    names = words.escaped(", ".join(guessed))
    return (
        f"People at the end of {when}. Places are estimated for {names}: the most people at the end of a day in the "
        f"last {LOOKED_BACK} weeks, so there may be more. Enter them in homeward.toml, table \\[places\\], to be exact."
    )


def row(one: Waiting) -> dict[str, Any]:
    """A pathway as the table says it."""
    none_here: Any = cell("not known", title="No service of this pathway is in the extract")
    if one.pathway == "0":
        none_here = "none needed"
    return {
        "id": one.pathway or "none",
        "pathway": NAMES.get(one.pathway, f"Pathway {one.pathway}"),
        "people": words.count(one.people),
        "free": none_here if one.free is None else words.count(one.free),
        "weeks": "" if one.weeks is None else words.number(one.weeks, "rate"),
    }


def when(taken: object) -> str:
    """The time of the board; without a board, that stays stand in for it."""
    if isinstance(taken, datetime):
        return f"board of {words.time(taken)} {words.day(taken.date())}"
    return "from stays, as no board lists them"


def _sentence(one: Waiting, services: Sequence[Service]) -> str:
    mine = [held for held in services if held.setting == PATHWAYS.get(one.pathway)]
    certain = all(held.entered for held in mine)
    people = words.plural(one.people, "person", "people")
    wait = "waits" if one.people == 1 else "wait"
    free = words.plural(one.free or 0, "place")
    said = f"{people} {wait} on pathway {one.pathway}, and {'' if certain else 'at least '}{free} {_is(one.free)} free"
    if one.weeks is None:
        return f"{said}; nobody started there in the last {LOOKED_BACK} weeks."
    starts = words.number(sum(held.starts for held in mine), "rate")
    return f"{said}; at {starts} starts a week it takes {_about(one.weeks)} until all of them have started."


def _about(weeks: float) -> str:
    """Weeks as loosely as they are known; days where there are few."""
    if weeks < 2:
        return f"about {words.plural(max(1, round(weeks * 7)), 'day')}"
    return f"about {round(weeks)} weeks"


def _is(how_many: int | None) -> str:
    return "is" if how_many == 1 else "are"
