"""How a store may be served: the demonstration to anybody at this computer, real data only behind a sign-in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from data.errors import DataError
from data.settings import FILE_NAME, Settings
from data.sign_in.config import read_sign_in
from data.warehouse import current, open_version

MADE = "demonstration.json"


class Mode(StrEnum):
    """How the store may be served."""

    DEMONSTRATION = "demonstration"  # nothing, or nothing but made-up data: no sign-in, this computer only
    ONE_PERSON = "one person"  # real data, one person on their own computer, by a named setting
    SIGN_IN = "sign-in"
    REFUSED = "refused"  # real data and neither of the two


class NotServed(DataError):
    """Real data that anybody at this computer could open."""

    def __init__(self) -> None:
        super().__init__(
            "These data are not the demonstration hospital's and have no sign-in, so nobody may open them: set one up "
            "(docs/sign_in.md), or, if you alone use them on your own computer, put "
            f"one_person_on_this_computer = true into {FILE_NAME} in the store's folder."
        )


class OpenToAll(DataError):
    """A store without sign-in on an address that other computers reach."""

    def __init__(self) -> None:
        super().__init__(
            "Without a sign-in Homeward answers this computer only: serve it on 127.0.0.1 (server.address), or set a "
            "sign-in up (docs/sign_in.md)."
        )


class NotAlone(DataError):
    """Extracts that anybody at this computer could open once they are loaded."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was loaded, since anybody at this computer could open it: say on the Load page that you alone use "
            "this computer, or set a sign-in up (docs/sign_in.md)."
        )


class UnsafeOptions(DataError):
    """Options of the server under which the guard would not hold."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(f"Homeward does not start with unsafe options of its server. {' '.join(sentences)}")


def mark_demonstration(store: Path, files: Iterable[Path]) -> None:
    """Remember the made-up files by their hash: a store that holds these alone is the demonstration."""
    known = sorted({*_made(store), *(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)})
    (store / MADE).write_text(json.dumps(known), "ascii")


def mode_of(store: Path) -> Mode:
    """How the store may be served, by what it holds now and what its settings say; raises BadSignIn, BadSetting."""
    if read_sign_in(store) is not None:
        return Mode.SIGN_IN
    if Settings.read(store).one_person_on_this_computer:
        return Mode.ONE_PERSON
    return Mode.DEMONSTRATION if _held(store) <= _made(store) else Mode.REFUSED


def may_load_real_data(store: Path) -> bool:
    """Whether extracts other than the demonstration's could be looked at once they are loaded."""
    return mode_of(store) in (Mode.SIGN_IN, Mode.ONE_PERSON)


def allow_one_person(store: Path) -> None:
    """Put the named setting into the store's homeward.toml: the person says that the computer is theirs alone."""
    path = store / FILE_NAME
    held = path.read_text("utf-8") if path.exists() else ""
    if not Settings.read(store).one_person_on_this_computer:
        store.mkdir(parents=True, exist_ok=True)
        lines = [line for line in held.splitlines() if not line.strip().startswith("one_person_on_this_computer")]
        path.write_text("\n".join(["one_person_on_this_computer = true", *lines, ""]), "utf-8")


def _made(store: Path) -> frozenset[str]:
    try:
        return frozenset(json.loads((store / MADE).read_text("ascii")))
    except (OSError, ValueError, TypeError):
        return frozenset()


_held_by: dict[tuple[str, str], frozenset[str]] = {}


def _held(store: Path) -> frozenset[str]:
    """The hashes of every extract of the newest version; asked once a version."""
    version = current(store)
    if version is None:
        return frozenset()
    key = (str(store.resolve()), version.name)
    if key not in _held_by:
        rows = open_version(version).cursor().execute("select distinct sha256 from extract").fetchall()
        _held_by[key] = frozenset(sha256 for (sha256,) in rows)
    return _held_by[key]
