"""`homeward matched METRIC`: a cohort's people beside the people most like them, with the numbers of the page."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from metrics import catalogue
from metrics.errors import MetricError
from metrics.scope import Scope
from pages import service
from pages.commands.loading import day

Document = dict[str, Any]
Answer = tuple[Document, list[str]]
Declare = Callable[[str, Callable[[Any], Answer], str], argparse.ArgumentParser]


class NotAnOutcome(MetricError):
    """A measure or a trait that people can't be matched by."""

    def __init__(self, key: str, known: list[str]) -> None:
        super().__init__(f"{key} is nothing that matched people are compared by: choose one of {', '.join(known)}.")


def declare(command: Declare) -> None:
    """Add the command; `command` gives a parser for a name, its body and its words."""
    made = command("matched", run_matched, "A cohort's people beside the people most like them.")
    made.add_argument("metric", help="los_mean, days_past_ctr, readmission_30d_share or home_share")
    made.add_argument("--cohort", required=True, help="the label in the column cohort of the spells extract")
    made.add_argument("--from", dest="from_day", type=day, help="first day of discharge (a year before the last)")
    made.add_argument("--to", dest="to_day", type=day, help="last day of discharge (that of the data)")
    made.add_argument("--match", help="what to match on, by commas, in place of the usual")
    made.add_argument("--nights", type=int, default=0, help="only stays of at least so many nights, in both groups")
    for place in ("provider", "site"):
        made.add_argument(f"--{place}")


def run_matched(options: argparse.Namespace) -> Answer:
    """The cohort beside its partners."""
    from metrics.matching import OUTCOMES, Question  # scipy takes a second that other commands don't need
    from metrics.matching_traits import TRAITS, USUAL
    from pages import matching
    from pages.parts import matched as said
    from pages.parts.filters import Place

    metric, keys = catalogue.metric(options.metric), [metric.key for metric in OUTCOMES]
    if metric.key not in keys:
        raise NotAnOutcome(metric.key, keys)
    traits = tuple(name.strip() for name in options.match.split(",")) if options.match else USUAL
    for name in traits:
        if name not in TRAITS:
            raise NotAnOutcome(name, list(TRAITS))
    held, who = service.ask(), service.principal()
    days = matching.covered(held, who)
    scope = Scope(
        provider=options.provider, site=options.site,
        from_day=options.from_day or matching.last_year(days), to_day=options.to_day or days[1],
    )  # fmt: skip
    asked = Question(metric=metric, cohort=options.cohort, scope=scope, traits=traits, nights=options.nights)
    found = matching.answer(held, who, asked)
    lines = said.lines(found, asked, Place(scope=scope).words())
    document = {"sentence": said.sentence(found, asked), **matching.document(found, asked)}
    return document | {"data_version": held.version.data_version}, lines
