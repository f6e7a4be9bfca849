"""The scripts and the style of the parts: gathered once, compressed once, under an address that is their hash.

A component sends its script with every rerun, so each sends only a loader of three lines; the script itself comes once,
over HTTP, from `parts/<digest>/<name>` of this server, and may be kept for ever.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from typing import Final

from pages.parts import palette

_WEB: Final = Path(__file__).parent / "web"
_SCRIPTS: Final = (
    "combo.js", "common.js", "dots.js", "flow.js", "matrix.js", "menu.js", "outbox.js", "plot.js", "round.js",
    "roundform.js", "sheet.js", "strip.js", "table.js", "tiles.js", "timeline.js", "wall.js",
)  # fmt: skip
_PLOTLY: Final = "plotly.min.js"
NAMES: Final = frozenset({*_SCRIPTS, "palette.js", "style.js", _PLOTLY})
SMALLER: Final = Path(sys.prefix) / "share" / "homeward" / "plotly-basic.min.js"
"""Where set-up puts the build of plotly.js that knows lines, points and bars alone; a quarter of the whole one."""

_LOADER: Final = """
let part
export default async function (component) {
  part ??= import(new URL("parts/%s/%s", document.baseURI).href)
  return (await part).default(component)
}
"""


@cache
def digest() -> str:
    """The address of this set of scripts; another content has another address."""
    found = hashlib.sha256()
    for name in sorted(NAMES - {_PLOTLY}):
        found.update(name.encode() + _text(name).encode())
    found.update(str(_plotly().stat().st_size).encode())
    return found.hexdigest()[:16]


@cache
def compressed(name: str) -> bytes:
    """One of NAMES as JavaScript, gzipped; kept in memory."""
    raw = _plotly().read_bytes() if name == _PLOTLY else _text(name).encode()
    return gzip.compress(raw, compresslevel=6, mtime=0)


def loader(name: str) -> str:
    """The script a component sends: fetches `name` once and hands every later call on to it."""
    return _LOADER % (digest(), name)


@cache
def text(name: str) -> str:
    """A file of web/ as it is: the tab's picture, the shell's logo and style."""
    return (_WEB / name).read_text("utf-8")


def _text(name: str) -> str:
    if name == "palette.js":
        return f"export const LIGHT = {json.dumps(palette.LIGHT)}\nexport const DARK = {json.dumps(palette.DARK)}\n"
    if name == "style.js":
        return f"export const CSS = {json.dumps(text('style.css'))}\n"
    return text(name)


@cache
def _plotly() -> Path:
    """The build of plotly.js to serve: the whole one where the smaller is not there or of another version."""
    whole = _whole()
    return SMALLER if SMALLER.is_file() and _version(SMALLER) == _version(whole) else whole


def _version(script: Path) -> str:
    """The version that a build names in its first lines."""
    with script.open(encoding="utf-8") as lines:
        lines.readline()
        return lines.readline().split()[-1]


def _whole() -> Path:
    """The script inside the installed plotly package, found without importing it (which takes a second)."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("plotly is not installed: install Homeward's dependencies again.")
    return Path(spec.origin).parent / "package_data" / _PLOTLY
