"""Capture that is killed again and again: each round a child saves from three threads until kill -9 meets it.

    python capture_and_die.py STORE ROUNDS SEED

A child prints the note of each save that was acknowledged. Children are forked, so that a kill costs no start-up;
the mother itself never opens the register.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import psycopg  # noqa: F401 (so that no child has to)

from data.access import DEMONSTRATION
from data.register import Register, RoundEntry, open_register, save

THREADS = 3
MOST = 12  # acknowledgements that a child may give before its moment comes
LATEST = 0.03  # seconds after the last of them: anywhere inside a save, or before the register is open at all


def capture(register: Register, who: str, told: int) -> None:
    for number in range(1_000_000):
        note = f"{who} {number}"
        entry = RoundEntry(provider="RXX", site="North", ward="Ash", spell_id=note, day=date(2026, 3, 4), note=note)
        save(register, DEMONSTRATION, entry)
        os.write(told, f"{note}\n".encode())


def warm_up() -> None:
    """Make what children need before they are forked, on a register that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        register = Register(Path(folder) / "register.sqlite")
        save(
            register, DEMONSTRATION, RoundEntry(provider="RXX", site="N", ward="A", spell_id="S", day=date(2026, 3, 4))
        )
        register.close()


def child(store: Path, number: int, told: int) -> None:
    register = open_register(store)
    for thread in range(THREADS):
        threading.Thread(target=capture, args=(register, f"{number}/{thread}", told)).start()
    signal.pause()


def main() -> None:
    store, rounds, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    warm_up()
    moments = random.Random(seed)
    for number in range(rounds):
        heard, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            child(store, number, told)
        os.close(told)
        with os.fdopen(heard, encoding="utf-8") as lines:
            first = [lines.readline() for _ in range(moments.randint(0, MOST))]
            time.sleep(moments.uniform(0, LATEST))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            sys.stdout.writelines([*first, *lines])


if __name__ == "__main__":
    main()
