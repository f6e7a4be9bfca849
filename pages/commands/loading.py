"""`homeward load` and `homeward watch`: files, folders, a database's query, a folder where extracts are dropped."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from metrics.errors import MetricError
from pages import service

BAD_INPUT = 2
Answer = tuple[Any, list[str], int]
Declare = Callable[[str, Callable[[Any], Any], str], argparse.ArgumentParser]


class LoadWhat(MetricError):
    """Neither files nor a source were named, or both."""

    def __init__(self) -> None:
        super().__init__("Say what to load: files or folders, or a database with --source NAME.")


def declare(command: Declare) -> None:
    """Add the two commands; `command` gives a parser for a name, its body and its words."""
    load = command("load", run_load, "Load extracts: files or folders of CSV, Parquet or XLSX, or a source's query.")
    load.add_argument("paths", nargs="*", type=Path)
    load.add_argument("--source", help="the name of a file in the store's folder sources: a query on your database")
    load.add_argument("--kind", choices=sorted(service.kinds()))
    load.add_argument("--provider", help="ODS code for files that have none")
    load.add_argument("--map", type=Path, help="a mapping file (TOML)")
    load.add_argument("--as-at", type=moment, help="the time at which the extract was taken")
    load.add_argument("--covers-from", type=day)
    load.add_argument("--covers-to", type=day)
    load.add_argument("--check", action="store_true", help="check only, load nothing")
    load.add_argument("--accept-unusual", action="store_true", help="load an unlikely extract that you have compared")

    command("upgrade", run_upgrade, "Make the facts anew where another release of Homeward made them.")

    watch = command("watch", run_watch, "Load whatever is dropped into a folder, until stopped.")
    watch.add_argument("folder", type=Path)
    watch.add_argument("--every", type=float, default=30, help="seconds between two looks (30)")
    watch.add_argument("--once", action="store_true", help="two looks, then stop: for a scheduler")


def day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-11-22") from None


def moment(text: str) -> datetime:
    """A local time as YYYY-MM-DD HH:MM."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a time like 2026-11-22 08:00") from None


def run_load(options: argparse.Namespace) -> Answer:
    """Load, say what happened, and exit 2 when an extract was refused."""
    if bool(options.paths) == bool(options.source):
        raise LoadWhat
    progress = None if options.json else show_progress
    if options.source:
        return said(
            service.load_source(
                options.source, check_only=options.check, accept_unusual=options.accept_unusual, progress=progress
            )
        )
    return said(
        service.load(
            options.paths, kind=options.kind, provider=options.provider, mapping=options.map, as_at=options.as_at,
            covers_from=options.covers_from, covers_to=options.covers_to, check_only=options.check,
            accept_unusual=options.accept_unusual, progress=progress,
        )
    )  # fmt: skip


def run_upgrade(options: argparse.Namespace) -> tuple[Any, list[str]]:
    """Rebuild the facts if they are another release's, as a new version."""
    done = service.upgrade(progress=None if options.json else show_progress)
    return {"upgraded": done}, ["The facts were made anew." if done else "The facts are this release's: nothing to do."]


def run_watch(options: argparse.Namespace) -> Answer:
    """Look at the folder again and again; each load is said as it happens. With --once, its last load is the answer."""
    watcher = service.watcher(options.folder)
    last: Answer = (None, ["Nothing new."], 0)
    watcher.due()
    while True:
        time.sleep(options.every)
        files = watcher.due()
        if files:
            last = said(service.load(files))
            watcher.dealt_with(files)
        if options.once:
            return last
        if files:
            print("\n".join(last[1]), flush=True)


def said(report: Any) -> Answer:
    """A load's report as a document, as lines for a person, and the exit code."""
    lines = [line for extract in report.extracts for line in _extract(extract.to_json())]
    lines.append(f"Version {report.version}." if report.published else "Nothing was published: nothing changed.")
    return report.to_json(), lines, BAD_INPUT if any(extract.refused for extract in report.extracts) else 0


def _extract(extract: dict[str, Any]) -> Sequence[str]:
    """What became of one extract: a line of counts, then the reasons, or the sentence that refused it."""
    if extract["refused"]:
        return [f"{extract['name']}: not loaded. {extract['refused']}"]
    names = ("in", "new", "replaced", "unchanged", "quarantined")
    counts = ", ".join(f"{extract[f'rows_{name}']:,} {name}" for name in names)
    lines = [f"{extract['name']} ({extract['kind']}): rows {counts}."]
    lines += [f"    quarantined {count:,}: {reason}" for reason, count in extract["reasons"].items()]
    if extract["dropped_columns"]:
        lines.append(f"    columns not used: {', '.join(extract['dropped_columns'])}")
    return [*lines, *(f"    {note}" for note in extract["notes"])]


def show_progress(what: str, share: float) -> None:
    """One line on standard error that is written over."""
    if sys.stderr.isatty():
        print(f"\r{share:4.0%}  {what:<70}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
    elif share >= 1:
        print(what, file=sys.stderr)
