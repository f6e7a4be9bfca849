"""Click to settled in a real Chromium: our pages against an empty Streamlit page and against the same pages in Dash.

All servers run throughout. Each click or load of ours is followed by the floor's and the peer's, and they belong
together: a ratio is the median of the rounds' ratios, of the quiet rounds where there are any. A page of ours without
what it is for stops the run: an error in its place would be quick.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from benchmarks import browser, wall
from benchmarks.browser import Sample, Server, clicked, opened, reloaded
from benchmarks.common import Hospital, Limit, Options, table
from benchmarks.page_steps import DASH_PAGE, FIVE_CHARTS, PLACES, VISITED, Step, Triple, main_steps, place_steps

HELLO = browser.ROOT / "benchmarks" / "hello.py"
WITHOUT_COLLECTOR = ("--runner.postScriptGC", "false")
CALM_SECONDS = 1.0
LOADS = 3
BYTES, COLD = Limit(2.0), Limit(2.3)
COLUMNS = (
    "", "floor ms", "ours ms", "times the floor", "limit", "Dash ms", "times Dash", "limit", "quiet rounds",
    "other cores",
)  # fmt: skip


@dataclass(frozen=True)
class Servers:
    """The empty page, ours and the peer's."""

    hello: Server
    ours: Server
    dash: Server


def run(hospital: Hospital, options: Options) -> None:
    """Print cold starts, visits, clicks, and the wall's refresh, each beside the floor and the peer."""
    rounds, loads, store = (
        (1, 1, str(hospital.store)) if options.quick else (options.rounds, LOADS, str(hospital.store))
    )
    with browser.chromium() as chromium:
        _cold(chromium, store, loads)
    with (
        browser.served(HELLO, *WITHOUT_COLLECTOR) as hello,
        browser.served(browser.APP, HOMEWARD_STORE=store) as ours,
        browser.served_by_dash("benchmarks.dash_page", HOMEWARD_STORE=store) as dash,
    ):
        servers = Servers(hello, ours, dash)
        with browser.chromium() as chromium:
            _visits(chromium, servers, loads)
            _clicks(chromium, servers, main_steps(), rounds, "Pages: click to settled")
            _every_visit(chromium, servers)
            _clicks(chromium, servers, place_steps(), max(1, rounds // 2), "Every other page: click to settled")
        wall.show(ours, hello, rounds)


def _cold(chromium: Browser, store: str, times: int) -> None:
    """From the start of the process until its first page has settled in a new browser."""
    starts: list[tuple[float, float]] = []
    for _ in range(times):
        browser.calm(CALM_SECONDS)
        with browser.served(HELLO, *WITHOUT_COLLECTOR) as server:
            floor = _from_start(chromium, server, "body")
        with browser.served(browser.APP, HOMEWARD_STORE=store) as server:
            starts.append((_from_start(chromium, server, VISITED["Daily board"][1]), floor))
    ours, floor = (statistics.median(side) for side in zip(*starts, strict=True))
    ratio = statistics.median(a / b for a, b in starts)
    row = ("Daily board", floor, ours, ratio, COLD.said(ratio), len(starts))
    table(
        "Pages: cold start, process to settled",
        ("", "floor ms", "ours ms", "times the floor", "limit", "starts"),
        [row],
    )


def _from_start(chromium: Browser, server: Server, shows: str) -> float:
    page = browser.new_page(chromium)
    asked = time.time()
    found = opened(page, server.address, shows).ms + 1000 * (asked - server.begun)
    page.context.close()
    return found


def _visits(chromium: Browser, servers: Servers, loads: int) -> None:
    first: dict[str, list[Triple]] = {name: [] for name in VISITED}
    again: dict[str, list[Triple]] = {name: [] for name in VISITED}
    size: dict[str, list[float]] = {name: [] for name in VISITED}
    for number in range(loads + 1):
        for name, (path, shows, peer_path, peer_shows) in VISITED.items():
            new, old, mb = _visit(chromium, f"{servers.ours.address}/{path}", shows)
            floor = _visit(chromium, servers.hello.address)
            peer = _visit(chromium, servers.dash.address + peer_path, peer_shows)
            if number:  # the first round warms the servers
                first[name].append((new, floor[0], peer[0]))
                again[name].append((old, floor[1], peer[1]))
                size[name] += [mb, floor[2], peer[2]]
    rows = [_row(name, samples, None, DASH_PAGE) for name, samples in first.items()]
    table("Pages: first visit, nothing cached", COLUMNS, rows)
    sizes = [(name, mb[0], BYTES.said(mb[0]), mb[1], mb[2]) for name, mb in size.items()]
    table("Pages: first visit, MB over the wire", ("", "ours", "limit", "floor", "Dash, not compressed"), sizes)
    table("Pages: visit again", COLUMNS, [_row(name, samples, None, None) for name, samples in again.items()])


def _every_visit(chromium: Browser, servers: Servers) -> None:
    rows = []
    for place in PLACES:
        new, old, mb = _visit(chromium, f"{servers.ours.address}/{place.path}", place.shows)
        floor = _visit(chromium, servers.hello.address)
        rows.append((place.title, floor[0].ms, new.ms, new.ms / floor[0].ms, old.ms / floor[1].ms, mb, BYTES.said(mb)))
    columns = ("", "floor ms", "first visit ms", "times the floor", "again, times the floor", "MB", "limit")
    table("Every other page: one visit", columns, rows)


def _visit(chromium: Browser, address: str, shows: str = "body") -> tuple[Sample, Sample, float]:
    """A first visit, a reload, and the MB that the first took over the wire."""
    page = browser.new_page(chromium)
    size = browser.Received(page)
    browser.calm(CALM_SECONDS)
    new = opened(page, address, shows)
    mb = size.bytes / 1e6
    found = new, reloaded(page, shows), mb
    if page.locator("[data-testid=stAlert]:has-text('went wrong')").count():
        raise RuntimeError(f"{address} shows a defect")
    page.context.close()
    return found


def _clicks(chromium: Browser, servers: Servers, walk: list[Step], rounds: int, title: str) -> None:
    empty, page, peer = (browser.new_page(chromium) for _ in range(3))
    for number in range(rounds + 1):
        opened(empty, servers.hello.address)
        path = peer_path = None
        for step in walk:
            if step.path != path:
                path = step.path
                opened(page, f"{servers.ours.address}/{path}")
            if step.peer and step.peer[0] != peer_path:
                peer_path = step.peer[0]
                opened(peer, servers.dash.address + peer_path, step.peer[2])
            found = _once(page, step.click, step.shows), _once(empty, step.floor), _at_peer(peer, step)
            step.charts = page.locator(".js-plotly-plot").count()
            if number:
                step.samples.append(found)
    table(title, COLUMNS, [_step_row(step) for step in walk])
    for one in (page, empty, peer):
        one.context.close()


def _at_peer(page: Page, step: Step) -> Sample | None:
    return None if step.peer is None else _once(page, step.peer[1], step.peer[2])


def _once(page: Page, prepare: Callable[[Page], Callable[[], object]], shows: str = "body") -> Sample:
    page.bring_to_front()
    click = prepare(page)
    page.wait_for_timeout(300)  # the opened list has come to rest
    browser.calm(CALM_SECONDS)
    return clicked(page, click, shows)


def _step_row(step: Step) -> tuple[object, ...]:
    many = step.charts >= 5 and step.limit is not None
    name = f"{step.name} ({step.charts} charts)" if step.charts > 1 else step.name
    return _row(name, step.samples, FIVE_CHARTS if many else step.limit, step.peer_limit if step.peer else None)


def _row(name: str, samples: Sequence[Triple], limit: Limit | None, peer_limit: Limit | None) -> tuple[object, ...]:
    quiet = [one for one in samples if all(side.quiet for side in one if side is not None)]
    counted = quiet or samples
    ours, floor = statistics.median(one[0].ms for one in counted), statistics.median(one[1].ms for one in counted)
    times = statistics.median(one[0].ms / one[1].ms for one in counted)
    peers = [(one[0].ms, one[2].ms) for one in counted if one[2] is not None]
    at_peer = statistics.median(b for _, b in peers) if peers else None
    beside = statistics.median(a / b for a, b in peers) if peers else None
    others = statistics.median(side.foreign for one in counted for side in one if side is not None)
    return (
        name, floor, ours, times, limit.said(times) if limit else "", at_peer, beside,
        peer_limit.said(beside) if peer_limit and beside is not None else "", f"{len(quiet)} of {len(samples)}", others,
    )  # fmt: skip
