"""Click to settled in a real Chromium: our pages against an empty Streamlit page with the same widgets.

Both servers run throughout. Each click or load of ours is followed by the floor's, and the two make a pair: a ratio is
the median of the pairs' ratios, of the quiet pairs where there are any. A page of ours without its table, tiles or
chart stops the run: an error in its place would be quick.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from benchmarks import browser
from benchmarks.browser import Sample, clicked, link, opened, option, radio, reloaded
from benchmarks.common import Hospital, Options, table

HELLO = browser.ROOT / "benchmarks" / "hello.py"
APP = browser.ROOT / "app.py"
CALM_SECONDS = 1.0
LOADS = 3
SITES, WARDS = ("Kestrel Park", "Wrenfield"), ("Alder", "Ash")
MEASURES = ("Days past ready", "Discharges")  # a select list draws only the options near the chosen one
BOARD, TILES, CHART = ".hw-table tbody tr", ".hw-tile", ".js-plotly-plot .main-svg"
COLUMNS = ("", "floor ms", "ours ms", "times the floor", "lowest ms", "quiet pairs", "other cores")
Click = Callable[[Page], Callable[[], object]]
Pair = tuple[Sample, Sample]


@dataclass
class Step:
    """One thing a person does: on which page, how, the same on the floor, and what ours must show after it.

    pairs: (ours, floor).
    """

    name: str
    path: str
    click: Click
    floor: Click
    shows: str
    pairs: list[Pair] = field(default_factory=list)


def floor_select(page: Page) -> Callable[[], object]:
    """Another site on the empty page."""
    return option(page, "Site")


def floor_radio(page: Page) -> Callable[[], object]:
    """The other choice on the empty page."""
    return radio(page, "Per", ("month", "week"))


def floor_page(page: Page) -> Callable[[], object]:
    """The other page of the two."""
    return link(page, "Second" if page.locator("[data-testid=stRadio]").count() else "First")


def steps() -> list[Step]:
    """What is done in a round, in this order; a page is opened anew where the path changes."""
    return [
        Step("Daily board: Site", "", lambda page: option(page, "Site", SITES), floor_select, BOARD),
        Step("Daily board: Ward", "", lambda page: option(page, "Ward", WARDS), floor_select, BOARD),
        Step("Daily board: all wards", "", lambda page: option(page, "Ward", ("All",)), floor_select, BOARD),
        Step("Measure: Measure", "measure", lambda page: option(page, "Measure", MEASURES), floor_select, CHART),
        Step("Measure: Site", "measure", lambda page: option(page, "Site", SITES), floor_select, CHART),
        Step("Measure: Per", "measure", lambda page: radio(page, "Per", ("month", "week")), floor_radio, CHART),
        Step("Measure to Daily board", "measure", lambda page: link(page, "Daily board"), floor_page, BOARD),
        Step("Daily board to Summary", "measure", lambda page: link(page, "Summary"), floor_page, TILES),
        Step("Summary to Measure", "measure", lambda page: link(page, "Measure"), floor_page, CHART),
    ]


def run(hospital: Hospital, options: Options) -> None:
    """Print loads and clicks, each with its ratio to the floor."""
    with (
        browser.served(HELLO, "--runner.postScriptGC", "false") as hello,
        browser.served(APP, HOMEWARD_STORE=str(hospital.store)) as ours,
        browser.chromium() as chromium,
    ):
        _loads(chromium, hello, ours)
        _clicks(chromium, hello, ours, options.rounds)


def _loads(chromium: Browser, hello: str, ours: str) -> None:
    places = {"Daily board": ("", BOARD), "Summary": ("summary", TILES), "Measure": ("measure", CHART)}
    first: dict[str, list[Pair]] = {name: [] for name in places}
    again: dict[str, list[Pair]] = {name: [] for name in places}
    for number in range(LOADS + 1):
        for name, (path, shows) in places.items():
            new, old = _visits(chromium, f"{ours}/{path}", shows)
            floor_new, floor_old = _visits(chromium, hello)
            if number:  # the first round warms the servers
                first[name].append((new, floor_new))
                again[name].append((old, floor_old))
    table("Pages: first visit, nothing cached", COLUMNS, [_row(name, pairs) for name, pairs in first.items()])
    table("Pages: visit again", COLUMNS, [_row(name, pairs) for name, pairs in again.items()])


def _visits(chromium: Browser, address: str, shows: str = "body") -> tuple[Sample, Sample]:
    """A first visit and a reload."""
    page = browser.new_page(chromium)
    browser.calm(CALM_SECONDS)
    found = opened(page, address, shows), reloaded(page, shows)
    page.context.close()
    return found


def _clicks(chromium: Browser, hello: str, ours: str, rounds: int) -> None:
    empty, page = browser.new_page(chromium), browser.new_page(chromium)
    walk = steps()
    for number in range(rounds + 1):
        opened(empty, hello)
        path = None
        for step in walk:
            if step.path != path:
                path = step.path
                opened(page, f"{ours}/{path}")
            pair = _once(page, step.click, step.shows), _once(empty, step.floor)
            if number:
                step.pairs.append(pair)
    table("Pages: click to settled", COLUMNS, [_row(step.name, step.pairs) for step in walk])
    page.context.close()
    empty.context.close()


def _once(page: Page, prepare: Click, shows: str = "body") -> Sample:
    page.bring_to_front()
    click = prepare(page)
    page.wait_for_timeout(300)  # the opened list has come to rest
    browser.calm(CALM_SECONDS)
    return clicked(page, click, shows)


def _row(name: str, pairs: Sequence[Pair]) -> tuple[object, ...]:
    quiet = [pair for pair in pairs if pair[0].quiet and pair[1].quiet]
    counted = quiet or pairs
    ours, floor = statistics.median(a.ms for a, _ in counted), statistics.median(b.ms for _, b in counted)
    times = statistics.median(a.ms / b.ms for a, b in counted)
    others = statistics.median(one.foreign for pair in counted for one in pair)
    return name, floor, ours, times, min(a.ms for a, _ in pairs), f"{len(quiet)} of {len(pairs)}", others
