"""`homeward expected`: who is expected to leave today and in the week ahead, as ranges, and how past forecasts did."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from pages import service

Document = dict[str, Any]
Answer = tuple[Document, list[str]]
Declare = Callable[[str, Callable[[Any], Answer], str], argparse.ArgumentParser]


def declare(command: Declare) -> None:
    """Add the command; `command` gives a parser for a name, its body and its words."""
    made = command("expected", run_expected, "Expected discharges today and the next 7 days, as ranges, with scores.")
    for place in ("provider", "site", "ward"):
        made.add_argument(f"--{place}")


def run_expected(options: argparse.Namespace) -> Answer:
    """The forecast of a place from the morning of the data."""
    from metrics import forecast  # numpy takes a moment that other commands don't need
    from metrics.forecast.document import document
    from pages.parts import expected as said

    held = service.ask()
    found = forecast.expected(held, service.principal(), options.provider)
    if found is None:
        return {"days": [], "data_version": held.version.data_version}, [said.NO_STAYS]
    made = document(found, site=options.site, ward=options.ward)
    return made | {"data_version": held.version.data_version}, [*said.lines(made), *said.day_lines(made)]
