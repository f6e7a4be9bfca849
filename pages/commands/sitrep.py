"""`homeward sitrep`: the daily return of a date, checked, as lines, JSON, CSV or a workbook."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from metrics import daily_return
from metrics.errors import MetricError
from pages import returning, service
from pages.commands.loading import day

Document = dict[str, Any]
Answer = tuple[Document, list[str]]
Declare = Callable[[str, Callable[[Any], Answer], str], argparse.ArgumentParser]
MARKS = {"right": "fine", "look": "look", "wrong": "WRONG", "unknown": "can't say"}


class NotWritten(MetricError):
    """The disk did not take the file."""

    def __init__(self, path: Path, why: str | None) -> None:
        super().__init__(f"{path} can't be written: {why or 'no reason given'}. Name another place.")


def declare(command: Declare) -> None:
    """Add the command; `command` gives a parser for a name, its body and its words."""
    sitrep = command("sitrep", run, "The daily return of a date: its lines and whether they are fit to send.")
    sitrep.add_argument("--date", type=day, required=True)
    sitrep.add_argument("--provider", help="ODS code; without it all providers are summed")
    sitrep.add_argument("--csv", type=Path, metavar="FILE", help="write the lines there as CSV")
    sitrep.add_argument("--xlsx", type=Path, metavar="FILE", help="write lines and checks there as a workbook")


def run(options: argparse.Namespace) -> Answer:
    """The return of the date, written to the files that were named, and its lines for a person."""
    found = returning.gather(service.ask(), service.principal(), options.date, options.provider)
    written = []
    for kind in ("csv", "xlsx"):
        path: Path | None = getattr(options, kind)
        if path is not None:
            _write(found, path, kind)
            written.append(f"Written to {path}.")
    return found.document(), [*_lines(found), *written]


def _write(found: returning.Return, path: Path, kind: str) -> None:
    from pages import return_file  # the office library takes half a second that the plain answer does not need

    try:
        return_file.write(found, path, kind)
    except OSError as trouble:
        raise NotWritten(path, trouble.strerror) from trouble


def _lines(found: returning.Return) -> list[str]:
    """Totals and every line that is not 0, by section; then the checks."""
    said = [f"Daily return of {found.name} for {found.day}"]
    section = ""
    fixed = (daily_return.TOTALS, daily_return.TIMES, daily_return.OUT, daily_return.STAYS, daily_return.GROUPS)
    for line in found.lines:
        if not line.value and line.section not in fixed:
            continue
        if line.section != section:
            section = line.section
            said.append(section)
        said.append(f"    {line.value:>6,}  {line.label}")
    return [
        *said,
        "Checks",
        *(f"    {MARKS[check.outcome]:<9} {check.name}: {check.sentence}" for check in found.checks),
    ]
