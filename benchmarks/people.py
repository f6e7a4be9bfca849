"""Many people at once on one process: a hundred clients that speak Streamlit's own protocol, four in five on the board.

A client opens the page over a WebSocket, then, every 5 s or so, chooses another site or ward (on the pages of Trends
another site or measure) and waits for the end of the rerun. No browser: this is the server and the wire. Every answer
must hold the words of what was chosen, or the run stops. One person alone is the floor, page by page.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import browser
from benchmarks.common import Hospital, Limit, Options, table

THINK, ALONE = 5.0, 1.0  # seconds between answers and the next choice; one person alone may hurry
LEVELS, SECONDS = (25, 100), 60.0
QUICK_LEVELS, QUICK_SECONDS = (25,), 8.0
RERUNS, QUICK_RERUNS = 500, 50
WARM_UP = 0.2  # of the reruns, before growth is looked at
PATIENCE = 120.0
MEDIAN, GROWTH = Limit(2.0), Limit(1.05)


@dataclass(frozen=True)
class Kind:
    """What a person does: on which page, which list is changed, and the words around a choice in a right answer."""

    name: str
    path: str
    list: str
    said: str
    few: int


KINDS = (
    Kind("Daily board, ward", "", "Ward", "ward {}", 12),
    Kind("Daily board, site", "", "Site", ", {}, board of", 12),
    Kind("Summary, site", "summary", "Site", "Latest whole week for {};", 12),
    Kind("Measure, measure", "measure", "Measure", "**{}.**", 12),
)
CROWD = (*[KINDS[0]] * 5, *[KINDS[1]] * 3, KINDS[2], KINDS[3])  # of ten: eight on the board, two on Trends


class WrongAnswer(Exception):
    """A page answered with something else than what was asked for."""


@dataclass
class Person:
    """One session: its WebSocket, its widgets by label, and the seconds that each of its choices took."""

    kind: Kind
    wire: websockets.ClientConnection
    seed: int
    lists: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    page: str = ""
    part: str = ""  # the fragment that the lists belong to: a browser asks for no more than it
    seconds: list[float] = field(default_factory=list)

    async def arrive(self) -> None:
        """Open the page and learn its lists."""
        message = BackMsg()
        message.rerun_script.page_name = self.kind.path
        await self.wire.send(message.SerializeToString())
        await self._answer("")
        if self.kind.list not in self.lists:
            raise WrongAnswer(f"{self.kind.name}: the page has no list {self.kind.list}, only {sorted(self.lists)}")

    async def choose(self) -> None:
        """Take the next option of the list and wait for the end of the rerun."""
        widget, options = self.lists[self.kind.list]
        self.seed += 1
        words = options[self.seed % len(options)]
        if words == self.chosen.get(widget, options[0]):
            self.seed += 1
            words = options[self.seed % len(options)]
        self.chosen[widget] = words
        start = time.perf_counter()
        await self.wire.send(self._rerun().SerializeToString())
        await self._answer("" if words == "All" else self.kind.said.format(words))
        self.seconds.append(time.perf_counter() - start)

    def _rerun(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.page_script_hash, message.rerun_script.fragment_id = self.page, self.part
        for widget, words in self.chosen.items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = widget, words
        return message

    async def _answer(self, said: str) -> None:
        """Read up to the end of the rerun; somewhere in it must stand `said`, unless parts came by reference."""
        found = not said
        while True:
            raw = await asyncio.wait_for(self.wire.recv(), PATIENCE)
            found = found or said.encode() in raw
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.page = message.navigation.page_script_hash
            elif kind == "ref_hash":
                found = True
            elif kind == "delta":
                self._learn(message)
            elif kind == "script_finished":
                break
        if not found:
            raise WrongAnswer(f"{self.kind.name}: the answer does not say {said!r}")

    def _learn(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise WrongAnswer(f"{self.kind.name}: {element.exception.message}")
        if element.WhichOneof("type") == "selectbox":
            found, self.part = element.selectbox, message.delta.fragment_id
            self.lists[found.label] = (found.id, list(found.options)[: self.kind.few])


@contextlib.asynccontextmanager
async def people(address: str, kinds: Sequence[Kind]) -> AsyncIterator[list[Person]]:
    """As many sessions as kinds, each with its page open."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    async with contextlib.AsyncExitStack() as open_wires:
        there = []
        for number, kind in enumerate(kinds):
            wire = await open_wires.enter_async_context(
                websockets.connect(stream, subprotocols=["streamlit"], origin=address, max_size=None, compression=None)
            )
            there.append(Person(kind, wire, number))
            await there[-1].arrive()
        yield there


@dataclass(frozen=True)
class Level:
    """What was seen at one number of people: seconds by kind, CPU ms a rerun, MB before and with them, other cores."""

    people: int
    seconds: dict[str, list[float]]
    cpu: float
    before: float
    after: float
    foreign: float

    @property
    def all(self) -> list[float]:
        """Every interaction."""
        return [one for some in self.seconds.values() for one in some]


async def level(server: browser.Server, kinds: Sequence[Kind], seconds: float, think: float) -> Level:
    """Let them work for so many seconds."""
    process = psutil.Process(server.pid)
    before = _mb(process)
    async with people(server.address, kinds) as there:
        spent, others, end = _cpu(process), browser.Others(), time.monotonic() + seconds

        async def work(person: Person) -> None:
            dice = random.Random(person.seed)
            await asyncio.sleep(dice.random() * think)
            while time.monotonic() < end:
                await person.choose()
                await asyncio.sleep(min(dice.expovariate(1 / think), 4 * think))

        await asyncio.gather(*(work(person) for person in there))
        foreign, spent, after = others.cores(), _cpu(process) - spent, _mb(process)
    by_kind: dict[str, list[float]] = {}
    for person in there:
        by_kind.setdefault(person.kind.name, []).extend(person.seconds)
    reruns = max(1, sum(len(some) for some in by_kind.values()))
    return Level(len(kinds), by_kind, 1000 * spent / reruns, before, after, foreign)


async def growth(server: browser.Server, kind: Kind, reruns: int) -> tuple[float, float]:
    """Memory in MB after the first reruns of one session and after all of them."""
    process, warm = psutil.Process(server.pid), int(reruns * WARM_UP)
    async with people(server.address, [kind]) as (person,):
        for _ in range(warm):
            await person.choose()
        first = _mb(process)
        for _ in range(reruns):
            await person.choose()
        return first, _mb(process)


def run(hospital: Hospital, options: Options) -> None:
    """Print the levels, the memory, and what grew."""
    seconds = QUICK_SECONDS if options.quick else SECONDS
    with browser.served(browser.APP, HOMEWARD_STORE=str(hospital.store)) as server:
        asyncio.run(level(server, KINDS, 2.0, 0.2))  # everything has been asked for once
        alone = {kind.name: asyncio.run(level(server, [kind], seconds / 4, ALONE)) for kind in KINDS}
        crowds = [
            asyncio.run(level(server, [CROWD[at % len(CROWD)] for at in range(number)], seconds, THINK))
            for number in (QUICK_LEVELS if options.quick else LEVELS)
        ]
        reruns = QUICK_RERUNS if options.quick else RERUNS
        grown = {kind.name: asyncio.run(growth(server, kind, reruns)) for kind in (KINDS[0], KINDS[2])}
    _print_levels(alone, crowds)
    _print_memory(crowds, grown, reruns)


def _print_levels(alone: dict[str, Level], crowds: list[Level]) -> None:
    floors = {name: statistics.median(one.all) for name, one in alone.items()}
    rows: list[tuple[object, ...]] = []
    for one in [*alone.values(), *crowds]:
        found = {name: seconds for name, seconds in one.seconds.items() if seconds}
        rows += [_level_row(one, name, seconds, floors[name]) for name, seconds in found.items()]
        if one.people > 1:
            times = statistics.median(took / floors[name] for name, seconds in found.items() for took in seconds)
            rows.append(_level_row(one, "all of them", one.all, statistics.median(one.all) / times))
    columns = (
        "people",
        "",
        "reruns",
        "median ms",
        "p95 ms",
        "times one alone",
        "limit",
        "CPU ms a rerun",
        "other cores",
    )
    table("People at once: a choice to the end of its rerun, 5 s between choices", columns, rows)


def _level_row(one: Level, name: str, seconds: list[float], floor: float) -> tuple[object, ...]:
    times = statistics.median(seconds) / floor
    median, p95 = 1000 * statistics.median(seconds), 1000 * sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]
    limit = "the floor" if one.people == 1 else MEDIAN.said(times)
    return one.people, name, len(seconds), median, p95, times, limit, one.cpu, one.foreign


def _print_memory(crowds: list[Level], grown: dict[str, tuple[float, float]], reruns: int) -> None:
    rows: list[tuple[object, ...]] = [
        (f"{one.people} people, a person", one.before, one.after, (one.after - one.before) / one.people, None, "")
        for one in crowds
    ]
    for name, (first, last) in grown.items():
        rows.append(
            (f"{reruns} reruns, {name}", first, last, None, f"{last / first - 1:+.1%}", GROWTH.said(last / first))
        )
    table("People at once: memory", ("", "MB before", "MB after", "MB a person", "growth", "limit"), rows)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _mb(process: psutil.Process) -> float:
    return process.memory_info().rss / 2**20
