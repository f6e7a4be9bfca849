"""Class 11: content and names made to harm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.faults.corpus.case import Group, Make
from tests.faults.corpus.rows import each, put, raw, table, text

g = Group(11)


def ward(value: str) -> dict[str, Any]:
    """Every ward of this text, which must be kept as it stands."""
    made = table(each(ward=value))
    return {"make": made, "twin": made, "kept": value}


def named(name: str) -> Make:
    """The clean rows under a name."""
    return lambda folder: put(folder, text(), name)


def link(folder: Path) -> Path:
    """A link to a good file."""
    path = folder / "link.csv"
    path.symlink_to(put(folder, text()))
    return path


def pipe(folder: Path) -> Path:
    """A named pipe that nobody writes to."""
    os.mkfifo(folder / "spells.csv")
    return folder / "spells.csv"


def sparse_link(folder: Path) -> Path:
    """A link to a file of 4 GB of nothing."""
    path = put(folder, b"", "zeros.bin")
    os.truncate(path, 4_000_000_000)
    (folder / "spells.csv").symlink_to(path)
    return folder / "spells.csv"


for sign, name in (("=", "equals"), ("+", "plus"), ("-", "minus"), ("@", "at")):
    g.a(f"{name} first", **ward(f"{sign}cmd|'/C calc'!A0"))
g.a("tab first", table(each(ward="\t=1+1")), twin=table(each(ward="=1+1")))
CR_FIRST = text(each(ward="FIRST")).replace("FIRST", '"\r=1+1"')
g.a("carriage return first", raw(CR_FIRST), twin=table(each(ward="=1+1")))
g.a("script", **ward("<script>alert(1)</script>"))
g.a("image with onerror", **ward("<img src=x onerror=alert(1)>"))
g.a("javascript link", **ward("javascript:alert(1)"))
g.a("SVG", **ward("<svg/onload=alert(1)>"))
g.a("Markdown link", **ward("[Beech](https://example.org)"))
g.a("link in a chart's text", **ward('<a href="https://example.org">Beech</a>'))
g.a("LaTeX and emoji shortcodes", **ward("$\\frac{1}{2}$ :smile:"))
g.a("SQL", **ward("Beech'; drop table spells; -- \" /* */"))
g.r("a path in the name", named("..\\..\\spells.csv"), "A file has a path or control characters in its name")
g.r("an absolute path as the name", named("C:\\spells.csv"), "A file has a path or control characters in its name")
g.r("a link", link, "is a link to another file")
g.r("a pipe", pipe, "is not a file that can be read")
g.a("template and format signs", **ward("{{7*7}} ${x} %s %n {0}"))
g.a(
    "line ends for a log",
    table(each(ward="Beech\r\n2025-01-01 ERROR forged")),
    twin=table(each(ward="Beech\r\n2025-01-01 ERROR forged")),
)
g.r("a link to 4 GB of zeros", sparse_link, "is a link to another file")
g.w(
    "ANSI escapes",
    table(each(ward="\x1b[31mBeech")[:1] + each()[1:]),
    "ward holds a control character.",
    1,
    deviates="quarantine in place of stripping: nothing is changed in silence",
)
CASES = g.cases
