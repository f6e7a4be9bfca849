"""A thing done over and over while one step of the disk fails each time, started with the failing disk (disk.py).

    python fail_each_step.py FOLDER THING ERROR EVERY PHASE     the steps PHASE, PHASE + EVERY, ...
    python fail_each_step.py FOLDER THING full LIMITS 0         a disk that is full after a share of the bytes

Prints a JSON line for each: step, said (the sentence, "" if none), new (whether the new state is there), fault.
"""

from __future__ import annotations

import errno
import json
import sys
import traceback
from pathlib import Path

from data.errors import DataError
from tests.faults import disk
from tests.faults.one_thing import THINGS, Thing, fresh, look_and_do_again, made_store, remove


def attempt(thing: Thing, base: Path, number: int, **fault: int) -> tuple[dict[str, object], bool]:
    """Do it once with a fault; gives what came of it and whether the fault came at all."""
    folder = fresh(base, number, thing)
    told: dict[str, object] = {"said": "", "fault": ""}
    disk.arm(folder, **fault)  # type: ignore[arg-type]
    try:
        thing.do(folder)
    except DataError as sentence:
        told["said"] = str(sentence)
    except Exception:
        told["fault"] = traceback.format_exc()
    wrote, steps = disk.bytes_written(), disk.disarm()
    try:
        told |= look_and_do_again(thing, folder)
    except Exception:
        told["fault"] = f"{told['fault']}AFTERWARDS {traceback.format_exc()}"
    remove(folder)
    return told, wrote > fault["room"] if "room" in fault else steps >= fault.get("at", 0)


def measure(thing: Thing, base: Path) -> int:
    folder = fresh(base, 0, thing)
    disk.arm(folder, error=errno.EIO)
    thing.do(folder)
    wrote = disk.bytes_written()
    disk.disarm()
    return wrote


def main() -> None:
    place, name, error = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    many, phase = int(sys.argv[4]), int(sys.argv[5])
    thing, base = THINGS[name], place / f"made-{name}"
    base.mkdir()
    made_store(base)
    if error == "full":
        whole = measure(thing, base)
        for share in range(1, many + 1):
            told, _ = attempt(thing, base, share, room=whole * (share - 1) // many, error=errno.ENOSPC)
            print(json.dumps({"step": share, **told}), flush=True)
        return
    step, reached = phase, True
    while reached:
        told, reached = attempt(thing, base, step, at=step, error=getattr(errno, error))
        if reached:
            print(json.dumps({"step": step, **told}), flush=True)
        step += many


if __name__ == "__main__":
    main()
