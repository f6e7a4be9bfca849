"""`homeward remove`: spells out of the store for good, leaving no trace but the record that it was done."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from metrics.errors import MetricError
from pages import service
from pages.commands.keeping import now

Declare = Callable[[str, Callable[[Any], Any], str], argparse.ArgumentParser]
HEADING = "spell_id"


class NoList(MetricError):
    """The file of spell numbers can't be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} can't be read: name a text file in UTF-8 with one spell number a line.")


def declare(command: Declare) -> None:
    """Add the command; `command` gives a parser for a name, its body and its words."""
    remove = command(
        "remove", run_remove, "Take spells out of the store for good: every version, entry and later load."
    )
    remove.add_argument("--provider", required=True, help="whose spells")
    remove.add_argument("--spells", type=Path, required=True, help="a text file with one spell number a line")
    remove.add_argument("--reason", choices=service.REMOVAL_REASONS, required=True)


def run_remove(options: argparse.Namespace) -> tuple[Any, list[str]]:
    """Remove, and say what was taken out of where."""
    done = service.remove_spells(options.provider, spell_numbers(options.spells), options.reason, now())
    rows = ", ".join(f"{count:,} of {name}" for name, count in done.rows.items()) or "no row"
    document = {
        "spells": done.spells, "reason": done.reason, "rows": done.rows, "entries": done.entries,
        "version": done.version,
    }  # fmt: skip
    return document, [
        f"{done.spells:,} spells named; taken out: {rows}, {done.entries:,} entries. Version {done.version or 'none'}.",
        "Older versions are gone. Backups and extracts from before still hold them: destroy these too.",
    ]


def spell_numbers(path: Path) -> list[str]:
    """The numbers in a file, one a line; a first line that says spell_id is its heading."""
    try:
        lines = [line.strip().strip('"') for line in path.read_text("utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise NoList(path) from None
    return [line for at, line in enumerate(lines) if line and not (at == 0 and line == HEADING)]
