"""A process that asks the store real questions over and over until the file `stop` appears: store, folder of `stop`.

In that folder it says, for each of its two people, from which version the last answer was.
Two people ask at once, as in a server: one who may see patients (a total and the board) and one who may not (the same
total, from the file without patients). Prints how often, every different answer with its version, and what failed.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from data.access import DEMONSTRATION, Principal
from metrics.ask import answers
from metrics.scope import Scope

EXECUTIVE = Principal(name="executive", subject="executive", roles=frozenset({"executive"}))
Answer = tuple[int, tuple[object, ...]]  # the version's number and what it said


def with_patients(store: Path) -> Answer:
    """Discharges; then the wards of the board and how many stand on it."""
    held = answers(store, DEMONSTRATION)
    total = held.window(DEMONSTRATION, "discharges", Scope()).value
    board = held.board(DEMONSTRATION, Scope())
    return held.version.number, (total, *sorted(board["ward"].unique()), board.height)


def without(store: Path) -> Answer:
    """Discharges, as somebody is told who may see no patient; ward by ward."""
    held = answers(store, EXECUTIVE)
    total = held.window(EXECUTIVE, "discharges", Scope()).value
    by_ward = held.series(EXECUTIVE, "discharges", Scope(), "window", by="ward")
    return held.version.number, (total, *by_ward.select("ward", "value").rows())


class Reader:
    """One person: asks until told to stop and keeps every different answer."""

    def __init__(self, ask: Callable[[Path], Answer]) -> None:
        self.ask, self.reads = ask, 0
        self.seen: set[Answer] = set()
        self.faults: list[str] = []

    def read(self, store: Path, folder: Path) -> None:
        while not (folder / "stop").exists():
            try:
                answer = self.ask(store)
            except Exception as fault:
                self.faults.append(f"{type(fault).__name__}: {fault}")
                continue
            self.seen.add(answer)
            self.reads += 1
            (folder / f"read-{os.getpid()}-{self.ask.__name__}").write_text(str(answer[0]))


def main() -> None:
    store, folder = Path(sys.argv[1]), Path(sys.argv[2])
    readers = [Reader(with_patients), Reader(without)]
    threads = [threading.Thread(target=one.read, args=(store, folder)) for one in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({one.ask.__name__: [one.reads, sorted(one.seen), one.faults] for one in readers}))


if __name__ == "__main__":
    main()
