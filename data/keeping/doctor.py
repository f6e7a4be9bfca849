"""A store's health, check by check: what is right, and for what is not one sentence with what to do."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from data import audit
from data.errors import DataError
from data.register import open_register
from data.settings import Settings
from data.sign_in import Mode, NotServed, mode_of, read_sign_in
from data.warehouse import Version, current

ROOM: Final = 3  # times the newest version: a copy, a draft and the facts without patients


@dataclass(frozen=True)
class Check:
    """One check: its name, whether it is right (None: worth a look, stops nothing), and what was found."""

    name: str
    ok: bool | None
    sentence: str


def examine(store: Path, now: datetime) -> list[Check]:
    """Every check of a store; none of them changes anything, and a check that itself can't be made is not right."""
    found = [
        *_guarded("Python", _python),
        *_guarded("settings", lambda: _settings(store)),
        *_guarded("newest version", lambda: _version(store)),
        *_guarded("freshness", lambda: _freshness(store, now)),
        *_guarded("room on the disk", lambda: _room(store)),
        *_guarded("register and audit log", lambda: _register(store)),
        *_guarded("file permissions", lambda: _permissions(store)),
        *_guarded("sign-in", lambda: _sign_in(store)),
    ]
    return found


def _guarded(name: str, look: Callable[[], Iterator[tuple[bool | None, str]]]) -> list[Check]:
    try:
        return [Check(name, ok, sentence) for ok, sentence in look()]
    except (DataError, OSError) as error:
        return [Check(name, False, str(error))]


def _python() -> Iterator[tuple[bool | None, str]]:
    version = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] < (3, 14)
    yield fits, f"Python {version}" + ("." if fits else ": Homeward runs on 3.11, 3.12 and 3.13; install one of these.")


def _settings(store: Path) -> Iterator[tuple[bool | None, str]]:
    Settings.read(store)
    yield True, "homeward.toml is right." if (store / "homeward.toml").exists() else "All settings are the defaults."


def _newest(store: Path) -> Version | None:
    return current(store)


def _version(store: Path) -> Iterator[tuple[bool | None, str]]:
    version = _newest(store)
    if version is None:
        yield None, "Nothing is loaded yet: `homeward load`, or `homeward demo`."
    elif version.fallback:
        yield False, f"The newest version is damaged, {version.name} before it is served: load the extracts again."
    else:
        yield True, f"{version.name} has the bytes that were published ({version.size / 1e6:,.0f} MB)."


def _freshness(store: Path, now: datetime) -> Iterator[tuple[bool | None, str]]:
    version, settings = _newest(store), Settings.read(store)
    if version is not None:
        hours = max((now - version.as_at).total_seconds() / 3600, 0)
        late = hours > settings.fresh_hours_warn
        yield (None if late else True), f"The data are of {version.as_at:%d %B %Y, %H:%M}, {hours:,.0f} hours ago."


def _room(store: Path) -> Iterator[tuple[bool | None, str]]:
    place = next(folder for folder in (store.resolve(), *store.resolve().parents) if folder.exists())
    version = _newest(store)
    need, free = ROOM * (version.size if version else 100_000_000), shutil.disk_usage(place).free
    words = f"{free / 1e9:,.1f} GB free, a load needs about {need / 1e9:,.1f} GB."
    yield free > need, words if free > need else f"{words} Make room."
    writable = os.access(place, os.W_OK)
    yield (True if writable else None), f"{store} can {'' if writable else 'not '}be written to by this account."


def _register(store: Path) -> Iterator[tuple[bool | None, str]]:
    with closing(open_register(store)) as register:
        found = audit.verify(register)
    yield found.ok, found.sentence


def _permissions(store: Path) -> Iterator[tuple[bool | None, str]]:
    if os.name != "posix" or not store.exists():
        return
    open_to_all = [
        path.name for path in (store, *store.glob("register.sqlite*"), *store.glob("secrets.toml"))
        if path.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP)
    ]  # fmt: skip
    if open_to_all:
        yield None, f"Others on this machine may read {', '.join(sorted(open_to_all))}: chmod -R go-rwx {store}."
    else:
        yield True, "Only the owner may read the store."


def _sign_in(store: Path) -> Iterator[tuple[bool | None, str]]:
    mode = mode_of(store)
    if mode is Mode.REFUSED:
        raise NotServed
    found = read_sign_in(store)
    words = {
        Mode.DEMONSTRATION: "Demonstration data alone: no sign-in is needed, on this computer only.",
        Mode.ONE_PERSON: "Real data without a sign-in, for one person on their own computer (named setting).",
    }
    yield True, words.get(mode) or f"Sign-in by {found.server_metadata_url if found else ''}."
