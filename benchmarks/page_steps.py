"""What a person does on every page: where, how, the same on the floor and at the peer, and what must then be there.

A select list without named choices takes its first option that is not chosen. Pages without a list are visited only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

from benchmarks.browser import Sample, dash_link, dash_option, dash_radio, link, option, radio
from benchmarks.common import Limit

SITES, WARDS = ("Kestrel Park", "Wrenfield"), ("Alder", "Ash")
MEASURES = ("Days past ready", "Discharges")  # a select list draws only the options near the chosen one
GRAINS = ("month", "week")
BOARD, TILES, CHART = ".hw-table tbody tr", ".hw-tile", ".js-plotly-plot .main-svg"
DASH_TABLE = ".dash-spreadsheet td"
DRAWN = "[data-testid=stMainBlockContainer] [data-testid=stMarkdown]"
CLICK, FIVE_CHARTS, BOARD_CLICK, DASH_CLICK = Limit(5.5), Limit(6.5), Limit(3.5), Limit(1.5)
DASH_PAGE = Limit(1.15)

Click = Callable[[Page], Callable[[], object]]
Triple = tuple[Sample, Sample, Sample | None]


@dataclass
class Step:
    """One click: on which page, how, the same on the floor, at the peer, and what ours must show after it.

    limit: of the ratio to the floor. peer: (page of Dash, click, what it must show). samples: (ours, floor, peer's).
    charts: how many charts our page had after it.
    """

    name: str
    path: str
    click: Click
    floor: Click
    shows: str
    limit: Limit | None = CLICK
    peer: tuple[str, Click, str] | None = None
    peer_limit: Limit = DASH_CLICK
    charts: int = 0
    samples: list[Triple] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """A page: its title and address, what it must show, and a list of it to change, if it has one."""

    title: str
    path: str
    list: str | None = None
    choices: tuple[str, ...] = ()
    shows: str = DRAWN


PLACES = (
    Place("Expected discharges", "expected", "Site", SITES),
    Place("Onward capacity", "capacity"),
    Place("Board round", "board-round", "Ward", WARDS),
    Place("Actions", "actions", "Site", SITES),
    Place("My wards", "my-wards"),
    Place("Red and green days", "red-green", "Site", SITES),
    Place("24-hour clock", "clock", "Count by"),
    Place("Failed discharges", "failed-discharges", "Over"),
    Place("Daily return", "daily-return"),
    Place("Huddle sheet", "huddle", "Ward", WARDS),
    Place("Wall screen", "wall?site=Wrenfield", shows=".hw-wall-people"),
    Place("Icon matrix", "icon-matrix", "Across"),
    Place("Waiting for", "waiting-for", "Split by"),
    Place("Where to look first", "look-first", "Site", SITES),
    Place("Between wards", "between-wards", "Measure"),
    Place("Benchmarks", "benchmarks", "Over"),
    Place("Delays", "delays", "Lost to"),
    Place("Destinations", "destinations", "Groups"),
    Place("Cost of care", "cost", "Mean of"),
    Place("Equity", "equity", "Over"),
    Place("Front door", "front-door", "Site", SITES),
    Place("Board paper", "board-paper", "Site", SITES),
    Place("Test areas", "test-areas", "Test area"),
    Place("Compare", "compare", "Site", SITES),
    Place("Matched cohorts", "matched-cohorts"),
    Place("Plan a test", "plan", "Site", SITES),
    Place("Benefits", "benefits", "Test area"),
    Place("Ward standards", "ward-standards", "Site", SITES),
    Place("Learning log", "learning"),
    Place("Case review", "case-review", "Reviewed"),
    Place("Intermediate care", "intermediate-care", "Over"),
    Place("Continuing healthcare", "continuing-healthcare"),
    Place("Data health", "data-health"),
    Place("Definitions", "definitions"),
    Place("Load", "load"),
    Place("Access", "access"),
)
"""Every page of pages/shell.py but the three of VISITED, which Dash has too."""

VISITED = {"Daily board": ("", BOARD, "/", DASH_TABLE), "Summary": ("summary", TILES, "/summary", TILES),
           "Measure": ("measure", CHART, "/measure", CHART)}  # fmt: skip


def floor_select(page: Page) -> Callable[[], object]:
    """Another site on the empty page."""
    return option(page, "Site")


def floor_radio(page: Page) -> Callable[[], object]:
    """The other choice on the empty page."""
    return radio(page, "Per", GRAINS)


def floor_page(page: Page) -> Callable[[], object]:
    """The other page of the two."""
    return link(page, "Second" if page.locator("[data-testid=stRadio]").count() else "First")


def main_steps() -> list[Step]:
    """The pages that Dash has too, in this order; a page is opened anew where the path changes."""
    return [
        _select("Daily board: Site", "", "Site", SITES, BOARD, BOARD_CLICK, ("/", DASH_TABLE)),
        _select("Daily board: Ward", "", "Ward", WARDS, BOARD, BOARD_CLICK, ("/", DASH_TABLE)),
        _select("Daily board: all wards", "", "Ward", ("All",), BOARD, BOARD_CLICK, ("/", DASH_TABLE)),
        _select("Summary: Site", "summary", "Site", SITES, TILES, CLICK, ("/summary", TILES)),
        _select("Measure: Measure", "measure", "Measure", MEASURES, CHART, CLICK, ("/measure", CHART)),
        _select("Measure: Site", "measure", "Site", SITES, CHART, CLICK, ("/measure", CHART)),
        Step(
            "Measure: Per", "measure", lambda page: radio(page, "Per", GRAINS), floor_radio, CHART, CLICK,
            ("/measure", lambda page: dash_radio(page, "per", GRAINS), CHART),
        ),
        _switch("Measure", "Daily board", BOARD, DASH_TABLE),
        _switch("Daily board", "Summary", TILES, TILES),
        _switch("Summary", "Measure", CHART, CHART),
    ]  # fmt: skip


def place_steps() -> list[Step]:
    """A click on every other page that has a list."""
    return [
        _select(f"{place.title}: {place.list}", place.path, place.list, place.choices, place.shows, CLICK, None)
        for place in PLACES
        if place.list is not None
    ]


def _select(
    name: str, path: str, label: str, choices: tuple[str, ...], shows: str, limit: Limit, peer: tuple[str, str] | None
) -> Step:
    at_peer: tuple[str, Click, str] | None = None
    if peer is not None:
        at_peer = (peer[0], lambda page: dash_option(page, label.lower(), choices), peer[1])
    return Step(name, path, lambda page: option(page, label, choices), floor_select, shows, limit, at_peer)


def _switch(from_page: str, to_page: str, shows: str, peer_shows: str) -> Step:
    return Step(
        f"{from_page} to {to_page}", "measure", lambda page: link(page, to_page), floor_page, shows, None,
        ("/measure", lambda page: dash_link(page, to_page), peer_shows), DASH_PAGE,
    )  # fmt: skip
