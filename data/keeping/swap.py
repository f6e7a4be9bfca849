"""One folder in the place of another: made beside it, two renames, and a note from which a killed one is finished.

Between the two renames nothing has the store's name. The note is locked while its maker lives, so that every other
process can tell a restore that is under way from one that was killed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from data.errors import DataError
from data.loading.lock import take
from data.loading.publishing import step, sync_folder

SCRATCH: Final = "restoring"


class NotSwapped(DataError):
    """A restore that was stopped half-way can't be finished, or another one is under way."""


def scratch_of(store: Path) -> Path:
    """The folder beside a store in which the one that takes its place is made."""
    return store.with_name(f"{store.name}.{SCRATCH}")


@contextmanager
def making(store: Path) -> Iterator[IO[str]]:
    """While the block runs `scratch_of(store)` is this process's own, empty at first; gives the note, for `swap`.

    What is left of it goes at the end, unless the store's place was left empty: then the next start needs it. Raises
    NotSwapped while another process makes one.
    """
    note, scratch = _note(store), scratch_of(store)
    note.parent.mkdir(parents=True, exist_ok=True)
    leave = True
    try:
        with note.open("a+", encoding="utf-8") as file:
            if not take(file):
                raise NotSwapped(f"Another restore into {store} is under way: wait until it has finished.")
            file.truncate(0)
            shutil.rmtree(scratch, ignore_errors=True)
            try:
                yield file
            finally:
                _, before = _noted(store, file)
                leave = before is not None and before.exists() and scratch.exists()
    finally:
        if not leave:
            _away(store)


def swap(store: Path, note: IO[str], before: Path | None) -> None:
    """Put the folder that was made in the store's place; what is there becomes `before` (None: nothing is).

    Killed anywhere in here, `settle` finishes it or finds all as it was. Where a rename fails all is as it was.
    """
    note.write(json.dumps({"before": before and before.name}))
    note.flush()
    os.fsync(note.fileno())
    step("note")
    try:
        if before is not None:
            store.rename(before)
        elif store.exists():
            store.rmdir()
        step("aside")
        scratch_of(store).rename(store)
    except OSError:
        if before is not None and before.exists() and not store.exists():
            before.rename(store)
        raise
    step("in place")
    with suppress(OSError):  # it is done
        sync_folder(store.parent)


def settle(store: Path) -> str | None:
    """Finish what a killed swap left, or put it back; one sentence that says which, None where there was nothing.

    For every start, before anything looks at the store. Raises NotSwapped where the disk does not allow it.
    """
    store = store.absolute()
    note = _note(store)
    if not note.exists():
        return None
    try:
        with note.open("r+", encoding="utf-8") as file:
            if not take(file):
                return None  # whoever makes it is alive
            said = _finished(store, *_noted(store, file))
        _away(store)
    except OSError as error:
        raise NotSwapped(
            f"A restore into {store} was stopped half-way and can't be finished ({error.strerror or error}): put that "
            "right, then start again; nothing is lost."
        ) from error
    return said


def free(place: Path) -> Path:
    """The name, or it with the first number that nothing has yet: what was moved aside stays where it is."""
    found, number = place, 1
    while found.exists():
        number += 1
        found = place.with_name(f"{place.name}-{number}")
    return found


def _note(store: Path) -> Path:
    return store.with_name(f"{store.name}.{SCRATCH}.json")


def _away(store: Path) -> None:
    """Note first: the folder without it is nothing that anybody would finish."""
    _note(store).unlink(missing_ok=True)
    shutil.rmtree(scratch_of(store), ignore_errors=True)


def _noted(store: Path, note: IO[str]) -> tuple[bool, Path | None]:
    """Whether the renames were begun, and the name that the note gives to what was there (None: nothing was)."""
    note.seek(0)
    try:
        name = json.loads(note.read())["before"]
    except (ValueError, KeyError, TypeError):  # not yet written, or not to its end: then nothing was renamed
        return False, None
    return True, None if name is None else store.with_name(str(name))


def _finished(store: Path, begun: bool, before: Path | None) -> str | None:
    scratch = scratch_of(store)
    if begun and not scratch.exists():
        if store.exists() or before is None or not before.exists():
            return None  # it was done, its note alone was left
        before.rename(store)
        return f"A restore was stopped half-way: {store} is as it was before it; restore again."
    if not begun or (before is not None and not before.exists()):
        return f"A restore was stopped before it changed anything: {store} is as it was; restore again."
    aside = _made_since(store)
    scratch.rename(store)
    sync_folder(store.parent)
    held = [str(place) for place in (before, aside) if place is not None]
    rest = f"; what was there is in {' and '.join(held)}" if held else ""
    return f"A restore that was stopped half-way has been finished: {store} holds the backup{rest}."


def _made_since(store: Path) -> Path | None:
    """Move aside what somebody began under the store's name while nothing had it; gives where it is."""
    if not store.exists():
        return None
    if not any(store.iterdir()):
        store.rmdir()
        return None
    return store.rename(free(store.with_name(f"{store.name}.begun-meanwhile")))
