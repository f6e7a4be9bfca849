"""`homeward equity METRIC`: a measure by age, sex, ethnicity, deprivation and council, and what is beyond chance."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from metrics import catalogue
from metrics.errors import MetricError
from metrics.scope import Scope
from pages import service

Document = dict[str, Any]
Answer = tuple[Document, list[str]]
Declare = Callable[[str, Callable[[Any], Answer], str], argparse.ArgumentParser]


class NotOfPeople(MetricError):
    """A measure that no trait of people splits."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"{key} can't be split by who people are: choose a ratio or a count of discharges or patients."
        )


def declare(command: Declare) -> None:
    """Add the command; `command` gives a parser for a name, its body and its words."""
    made = command("equity", run_equity, "A measure by age, sex, ethnicity, deprivation and council, with intervals.")
    made.add_argument("metric")
    made.add_argument("--months", type=int, default=12, choices=range(1, 61), metavar="N", help="whole months (12)")
    for place in ("provider", "site", "ward", "cohort"):
        made.add_argument(f"--{place}")


def run_equity(options: argparse.Namespace) -> Answer:
    """Every group of every trait over the last whole months."""
    from metrics.equity import measures  # numpy takes a moment that other commands don't need
    from pages import equity_asked
    from pages.parts import equity as said

    metric = catalogue.metric(options.metric)
    if metric not in measures().values():
        raise NotOfPeople(metric.key)
    held = service.ask()
    place = Scope(provider=options.provider, site=options.site, ward=options.ward, cohort=options.cohort)
    found = equity_asked.asked(held, service.principal(), metric, place, options.months)
    lines = [said.sentence(found), *(said.line(found, one) for one in found.groups)]
    if not found.groups and (why := service.added_up("age_band")):
        lines = [f"{metric.label} by who people are would be here, but {why}"]
    return equity_asked.document(found) | {"data_version": held.version.data_version}, lines
