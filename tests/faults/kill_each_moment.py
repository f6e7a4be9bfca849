"""A thing done over and over and killed with kill -9 each time, started with the failing disk (disk.py).

    python kill_each_moment.py FOLDER THING steps EVERY PHASE    at the disk's steps PHASE, PHASE + EVERY, ...
    python kill_each_moment.py FOLDER THING random COUNT SEED    at COUNT random moments

Children are forked before polars and DuckDB have threads, so that a kill costs no start-up. Afterwards another child
looks, and does it once more. Prints a JSON line for each: moment, new (whether the new state was there), fault.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy.dialects.sqlite  # noqa: F401 (so that no child has to)

from tests.faults import disk
from tests.faults.one_thing import THINGS, Thing, fresh, look_and_do_again, made_store, remove


def child(do: Callable[[], object]) -> tuple[int, str]:
    """Do something in a forked process; gives the signal that ended it (0: none) and what it said."""
    heard, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(told, json.dumps(do()).encode())
        except BaseException:
            os.write(told, traceback.format_exc().encode())
        os._exit(0)
    os.close(told)
    with os.fdopen(heard, encoding="utf-8") as said:
        text = said.read()
    return os.WTERMSIG(os.waitpid(pid, 0)[1]), text


def at_steps(thing: Thing, folder: Path, every: int, phase: int) -> Iterator[tuple[int, bool]]:
    """(the step, whether the process was killed there) as long as there is such a step."""
    step = phase
    while True:

        def do(step: int = step) -> None:
            disk.arm(folder, at=step, error=0)
            thing.do(folder)

        killed = child(do)[0] == signal.SIGKILL
        yield step, killed
        if not killed:
            return
        step += every


def at_random(thing: Thing, folder: Path, count: int, seed: int) -> Iterator[tuple[int, bool]]:
    """(the microsecond, whether it was killed before it was done): moments up to the time that it takes."""
    moments = random.Random(seed)
    began = time.monotonic()
    child(lambda: thing.do(folder))
    took = time.monotonic() - began
    yield 0, False
    for _ in range(count):
        moment = moments.uniform(0, took)
        pid = os.fork()
        if pid == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            thing.do(folder)
            os._exit(0)
        time.sleep(moment)
        os.kill(pid, signal.SIGKILL)
        yield int(moment * 1e6), os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL


def main() -> None:
    place, name, how, many, start = Path(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4]), int(sys.argv[5])
    thing, base = THINGS[name], place / f"made-{name}"
    base.mkdir()
    child(lambda: made_store(base))
    folder = base.with_name(f"{base.name}-1")
    child(lambda: str(fresh(base, 1, thing)))
    ways = at_steps(thing, folder, many, start) if how == "steps" else at_random(thing, folder, many, start)
    for moment, killed in ways:
        said = child(lambda: look_and_do_again(thing, folder))[1]
        found = json.loads(said) if said.startswith("{") else {"fault": said}
        print(json.dumps({"moment": moment, "killed": killed, "fault": "", **found}), flush=True)
        for left in place.glob(f"{folder.name}*"):
            remove(left)
        child(lambda: str(fresh(base, 1, thing)))
    shutil.rmtree(base)


if __name__ == "__main__":
    main()
