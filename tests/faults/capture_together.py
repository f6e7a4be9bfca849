"""Some of the people of a board round: threads that save entries of their own patients and edit one they all share.

    python capture_together.py STORE FIRST PEOPLE SAVES THINK

Prints a JSON line for each save that was acknowledged: id, version, note; for each that was refused: its sentence.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

from data.access import DEMONSTRATION
from data.register import NoSuchEntry, Register, RoundEntry, StaleEntry, open_register, read_entry, save

DAY = date(2026, 3, 4)
SHARED_EVERY = 5


def patient(number: int | str) -> RoundEntry:
    return RoundEntry(id=f"round-{number}", provider="RXX", site="North", ward="Ash", spell_id=f"S{number}", day=DAY)


def say(**told: object) -> None:
    # One write: lines of threads must not run into each other.
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def save_and_say(register: Register, entry: RoundEntry) -> None:
    try:
        saved = save(register, DEMONSTRATION, entry)
        say(id=saved.id, version=saved.version, note=saved.note)
    except StaleEntry as stale:
        say(refused=str(stale))


def newest(register: Register, entry: RoundEntry) -> RoundEntry:
    try:
        return read_entry(register, DEMONSTRATION, RoundEntry, entry.id)
    except NoSuchEntry:
        return entry


def person(register: Register, number: int, saves: int, think: float) -> None:
    for turn in range(saves):
        note = f"{number} said it at turn {turn}"
        whose = patient("shared" if turn % SHARED_EVERY == 0 else f"{number}-{turn % 3}")
        save_and_say(register, replace(newest(register, whose), note=note))
        time.sleep(think)


def main() -> None:
    store, first, people, saves, think = sys.argv[1:]
    register = open_register(Path(store))
    numbers = range(int(first), int(first) + int(people))
    with ThreadPoolExecutor(int(people)) as pool:
        for done in [pool.submit(person, register, number, int(saves), float(think)) for number in numbers]:
            done.result()


if __name__ == "__main__":
    main()
