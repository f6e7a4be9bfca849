"""`homeward case-review`: the table of the Case review page, from extracts and what people entered."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from metrics.agreement import agreement
from metrics.case_review import Line, figure_3, opportunities, pounds
from metrics.scope import Scope
from pages import service
from pages.commands.improve import Answer, Declare
from pages.parts import words


def declare(command: Declare) -> None:
    """Add the command; `command` gives a parser for a name, its body and its words."""
    review = command("case-review", run_case_review, "Decisions reviewed and improvable, by decision point.")
    review.add_argument("--site")
    review.add_argument("--pounds", type=Path, help="CSV: decision, volume_a_year, realisable_share, saving")


def run_case_review(options: argparse.Namespace) -> Answer:
    """The lines and the total, unrounded, with pounds where their inputs are given."""
    scope = Scope(site=options.site)
    lines = figure_3(service.system.decisions(scope))
    given = opportunities(service.read_text_file(options.pounds)) if options.pounds else {}
    money = {one.name: asdict(one) for one in pounds(given)}
    found = agreement(service.system.ratings(scope))
    document = {
        "rows": [{**asdict(line), "pounds": money.get(line.name)} for line in lines],
        "agreement": None if found is None else asdict(found),
        "data_version": service.ask().version.data_version,
    }
    return document, [_said(line) for line in lines]


def _said(line: Line) -> str:
    found = line.improvable
    reach = words.interval(found.value, found.low, found.high, "share")
    return f"{line.name}: {found.n:,} of {found.of:,} improvable, {reach}."
