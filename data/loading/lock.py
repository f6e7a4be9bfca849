"""One writer at a time: an operating system lock on a file of the store, which a dead process can't keep."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from data.errors import DataError

LOCK_NAME = "load.lock"
# Windows locks bytes, and locked bytes can't be read: lock one far behind the words that say who holds it.
_LOCKED_BYTE = 1 << 30


class StoreBusy(DataError):
    """Another process is writing to the store; the sentence says which."""


@contextmanager
def writing(store: Path, now: datetime) -> Iterator[None]:
    """Hold the store's write lock while the block runs; raises StoreBusy at once if another holds it."""
    store.mkdir(parents=True, exist_ok=True)
    with (store / LOCK_NAME).open("a+", encoding="utf-8") as file:
        if not take(file):
            file.seek(0)
            holder = file.read(200).strip() or "another process"
            raise StoreBusy(f"A load is already running: {holder}. Try again when it has finished.")
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()} since {now:%Y-%m-%d %H:%M}")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


if sys.platform == "win32":
    import msvcrt

    def take(file: IO[str]) -> bool:
        """Lock an open file until it is closed, also by the death of the process; False if another has it."""
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def take(file: IO[str]) -> bool:
        """Lock an open file until it is closed, also by the death of the process; False if another has it."""
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
