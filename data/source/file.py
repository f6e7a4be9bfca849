"""The file of a source: `sources/NAME.toml` in the store says which database, which query, which kind of extract."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from data.contract import KINDS
from data.errors import DataError

FOLDER = "sources"
SINCE = re.compile(r"(?<!:):since\b")
"""How the query names the watermark; the first time it is bound to `first_since`."""


class BadSource(DataError):
    """There is no such source, or its file says something that can't be done."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Source {name}: {problem}.")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A query on somebody's database. `url` never holds a password: that comes from the environment.

    `watermark` names a column of the result: the largest value of the last pull that was published is bound to
    `:since` in the query at the next. Ask for `>= :since`: rows that come twice change nothing, rows that are missed
    are lost. `map` is a mapping file beside the source's own; `batch` is how many rows come over at a time.
    """

    name: str
    url: str
    query: str
    kind: str = ""
    provider: str = ""
    watermark: str = ""
    first_since: str = "1900-01-01"
    map: Path | None = None
    batch: int = 50_000

    def address(self) -> URL:
        """The address with what the environment says: HOMEWARD_SOURCE_<NAME>_PASSWORD, or _URL for all of it."""
        key = "HOMEWARD_SOURCE_" + re.sub(r"[^A-Z0-9]", "_", self.name.upper())
        url = _parsed(self.name, os.environ.get(f"{key}_URL") or self.url)
        password = os.environ.get(f"{key}_PASSWORD")
        return url.set(password=password) if password else url


def names(store: Path) -> list[str]:
    """The sources that the store has a file for, sorted."""
    return sorted(path.stem for path in (store / FOLDER).glob("*.toml"))


def read_source(store: Path, name: str) -> Source:
    """The source of that name; raises BadSource with one sentence where there is none or its file is wrong."""
    path = store / FOLDER / f"{name}.toml"
    if name not in names(store):
        have = ", ".join(names(store)) or "none yet"
        raise BadSource(name, f"there is no file {FOLDER}/{name}.toml in the store; its sources are {have}")
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSource(name, f"its file can't be read ({error}); correct it") from None
    return _checked(name, given, path.parent)


def _checked(name: str, given: dict[str, Any], folder: Path) -> Source:
    known = {field.name for field in fields(Source)} - {"name"}
    for key in given:
        if key not in known:
            raise BadSource(
                name, f"its file has a line {key}, which means nothing; it takes {', '.join(sorted(known))}"
            )
    for key in ("url", "query"):
        if not given.get(key):
            raise BadSource(name, f"its file has no {key}; add it")
    for key, value in given.items():
        if key != "batch" and not isinstance(value, str):
            raise BadSource(name, f"{key} must be text in quotes")
    source = Source(**{**given, "name": name, "map": folder / given["map"] if given.get("map") else None})
    _sensible(source)
    return source


def _sensible(source: Source) -> None:
    if _parsed(source.name, source.url).password:
        variable = "HOMEWARD_SOURCE_" + re.sub(r"[^A-Z0-9]", "_", source.name.upper()) + "_PASSWORD"
        raise BadSource(source.name, f"its url holds a password; take it out and set {variable} in the environment")
    if source.kind and source.kind not in KINDS:
        raise BadSource(source.name, f"there is no kind of extract called {source.kind}; one of {', '.join(KINDS)}")
    if not isinstance(source.batch, int) or not 1 <= source.batch <= 10_000_000:
        raise BadSource(source.name, "batch must be a whole number of rows, 1 or more")
    if bool(source.watermark) != bool(SINCE.search(source.query)):
        raise BadSource(source.name, "a watermark and :since in the query belong together; give both or neither")
    if source.map is not None and not source.map.is_file():
        raise BadSource(source.name, f"there is no mapping file {source.map.name} beside it")


def _parsed(name: str, url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        raise BadSource(name, "its url is not one, such as postgresql+psycopg://reader@server/database") from None
