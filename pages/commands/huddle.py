"""`homeward huddle`: the huddle sheet as a page of its own, written without a server, for the morning it is down."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from metrics.errors import MetricError
from metrics.scope import Scope
from pages import service

Declare = Callable[[str, Callable[[Any], Any], str], argparse.ArgumentParser]
STYLE = """
@page { size: A4 landscape; margin: 10mm } body { font: 11px Arial, sans-serif; margin: 12px; color: #212b32 }
section { page-break-after: always } h1 { font-size: 17px; margin: 0 0 4px } p { margin: 0 0 6px }
table { border-collapse: collapse; width: 100% } td { height: 26px }
th, td { border: 1px solid #768692; padding: 4px; text-align: left; vertical-align: top }
 footer { color: #4c6272 }
"""


class NobodyThere(MetricError):
    """There is nobody for a sheet in that place."""

    def __init__(self) -> None:
        why = service.added_up(service.PATIENTS) or "load a board, or name another --site or --ward."
        super().__init__(f"Nobody there: {why}")


class NotWritten(MetricError):
    """The file can't be written."""

    def __init__(self, file: Path, why: str | None) -> None:
        super().__init__(f"{file} can't be written ({why}): name another place.")


def declare(command: Declare) -> None:
    """Add the command; `command` gives a parser for a name, its body and its words."""
    huddle = command("huddle", run_huddle, "The huddle sheet as a page to print: patients are on it, and it is logged.")
    huddle.add_argument("--out", type=Path, required=True, help="a file that ends in .html")
    huddle.add_argument("--site")
    huddle.add_argument("--ward")


def run_huddle(options: argparse.Namespace) -> tuple[Any, list[str]]:
    """Log the printing, write the sheets, a page a ward, readable by their owner alone."""
    from pages.parts import huddle  # Streamlit takes half a second that no other command needs
    from pages.service import today

    now = datetime.now(ZoneInfo("Europe/London")).replace(tzinfo=None)
    place = Scope(site=options.site, ward=options.ward)
    morning = today.morning(place, now)
    if morning is None:
        raise NobodyThere
    sheets = huddle.sheets(morning, None)
    people = sum(len(sheet["rows"]) for sheet in sheets)
    words = ", ".join(value for value in (options.ward, options.site) if value) or "all wards"
    number = today.printed(words, people, morning.data_version)
    stamp = huddle.stamp(morning, service.principal().name, now, number)
    _write(options.out, page(sheets, huddle.COLUMNS, stamp, huddle.NOTE))
    document = {"out": str(options.out), "wards": len(sheets), "people": people, "logged": number}
    return document, [f"{options.out} holds {people} people on {len(sheets)} wards; {stamp}"]


def page(sheets: list[dict[str, Any]], columns: Any, stamp: str, note: str) -> str:
    """One HTML page with nothing from elsewhere; every text in it is escaped."""
    head = "".join(f"<th scope='col'>{escape(label)}</th>" for _, label, _ in columns)
    wards = []
    for sheet in sheets:
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(str(row.get(key, '')))}</td>" for key, _, _ in columns) + "</tr>"
            for row in sheet["rows"]
        )
        wards.append(
            f"<section><h1>{escape(sheet['title'])}</h1><p>{escape(sheet['said'])}</p><table><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table><footer>{escape(stamp)} {escape(note)}</footer></section>"
        )
    body = "".join(wards)
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Huddle sheet</title><style>{STYLE}</style>{body}"
    )


def _write(file: Path, text: str) -> None:
    scratch = file.with_name(f"{file.name}.part")
    try:
        with os.fdopen(os.open(scratch, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        scratch.replace(file)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise NotWritten(file, error.strerror) from error
