"""A long run of the app: people who look again and again, a load every five minutes; memory and faults are told.

    python -m tests.faults.soak --minutes 480 --store STORE

The sessions speak Streamlit's own protocol; each shows the ward screen and refreshes it. STORE is a store with the
demonstration in it, which is copied first. Exit 1 for any fault or for memory that grew by a tenth or more after
everything had been seen once.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from data.loading import load, upgrade
from tests.browser.conftest import ROOT, serve
from tests.browser.refreshing import Screen, memory_of
from tests.faults.one_thing import HEAD

SESSIONS, LOAD_SECONDS, THINK_SECONDS, MOST_GROWTH = 25, 300.0, 5.0, 0.10
WARD = "site=Kestrel%20Park&ward=Foxglove"


class Soak:
    """What the sessions count together."""

    def __init__(self, base: str, end: float) -> None:
        self.base, self.end = base, end
        self.shown = 0
        self.faults: list[str] = []

    def look(self, number: int) -> None:
        """One person: opens the screen, looks again each few seconds, and anew after a fault."""
        while time.monotonic() < self.end:
            try:
                with Screen(self.base, "wall", WARD) as screen:
                    while time.monotonic() < self.end:
                        time.sleep(THINK_SECONDS)
                        screen.refresh()
                        self.shown += 1
            except Exception as fault:
                self.faults.append(f"{number}: {type(fault).__name__} {str(fault)[:200]}")
                time.sleep(1)


def load_again(store: Path, scratch: Path, number: int) -> None:
    """One more small extract, for a provider of its own."""
    file = scratch / f"{number}.csv"
    file.write_text(HEAD + f"RZZ,Z,Z1,S{number},70,21,1,2026-10-01 10:00,2026-10-03 10:00\n")
    load(store, [file], now=datetime(2026, 11, 22, 9) + timedelta(minutes=number))


def watch(soak: Soak, pid: int, loads: Callable[[int], None]) -> tuple[float, float, int]:
    """Load and look at the memory until the end: MB after the first load, MB at the end, loads."""
    done, next_load, first = 0, time.monotonic() + min(60.0, LOAD_SECONDS), 0.0
    while time.monotonic() < soak.end:
        if time.monotonic() >= next_load:
            loads(done + 1)
            done, next_load = done + 1, time.monotonic() + LOAD_SECONDS
        time.sleep(1)
        if not first and done and time.monotonic() > next_load - LOAD_SECONDS + 30:
            first = memory_of(pid)
    return first or memory_of(pid), memory_of(pid), done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--minutes", type=float, default=480)
    parser.add_argument("--store", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        store = shutil.copytree(options.store, scratch / "store")
        (store / "homeward.toml").write_text("one_person_on_this_computer = true\n")
        upgrade(store)
        server, base = serve(ROOT / "app.py", scratch / "server.log", HOMEWARD_STORE=str(store))
        try:
            soak = Soak(base, time.monotonic() + options.minutes * 60)
            people = [threading.Thread(target=soak.look, args=(number,)) for number in range(SESSIONS)]
            for person in people:
                person.start()
            first, last, loads = watch(soak, server.pid, lambda number: load_again(store, scratch, number))
            for person in people:
                person.join()
        finally:
            server.terminate()
            server.wait(20)
        log = (scratch / "server.log").read_text()
    growth = last / first - 1
    told = {
        "minutes": options.minutes, "sessions": SESSIONS, "refreshes": soak.shown, "loads": loads,
        "memory_mb": [round(first), round(last)], "growth": round(growth, 3), "faults": soak.faults[:10],
        "fault_count": len(soak.faults), "tracebacks": log.count("Traceback"),
    }  # fmt: skip
    print(json.dumps(told, indent=1))
    return int(bool(soak.faults) or "Traceback" in log or growth >= MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
