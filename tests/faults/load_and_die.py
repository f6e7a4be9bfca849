"""A process that loads one file and kills itself at the named step: store, file, step. Run by test_publish."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from data.loading import load, publishing


def die_at(name: str) -> None:
    """Kill this process, as the kernel would, when the load comes to the step `name`."""

    def at(step: str) -> None:
        if step == name:
            os.kill(os.getpid(), signal.SIGKILL)

    publishing.on_step = at


if __name__ == "__main__":
    die_at(sys.argv[3])
    load(Path(sys.argv[1]), [Path(sys.argv[2])])
