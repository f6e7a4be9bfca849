"""docs/benchmarks.md: the last tables of every benchmark, each with the day and the machine it ran on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

HEAD = """# Benchmarks

Written by `python -m benchmarks --write docs/benchmarks.md`; a run replaces the parts that it names and leaves the
others. Milliseconds belong to one machine on one day: the ratios are what to keep. Every ratio has its floor (an empty
page, the query someone would write, a raw read) or its peer (the same pages in Dash) measured in the same run, in
turns. `MISSED` says that a limit of ours was not met; nothing is left out for that.
"""


def write(path: Path, order: tuple[str, ...], fresh: Mapping[str, list[str]]) -> None:
    """Write the page with these parts new; the parts of the file that were not run again stay as they are."""
    held = _parts(path.read_text("utf-8")) if path.exists() else {}
    held |= {name: "\n".join(lines).strip() for name, lines in fresh.items()}
    parts = [f"## {name}\n\n{held[name]}" for name in order if name in held]
    text = re.sub(r"\n{3,}", "\n\n", "\n\n".join([HEAD.strip(), *parts]))
    path.write_text(text + "\n", "utf-8")


def _parts(text: str) -> dict[str, str]:
    """The parts of a page by name."""
    _, *pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {name: body.strip() for name, body in zip(pieces[::2], pieces[1::2], strict=True)}
