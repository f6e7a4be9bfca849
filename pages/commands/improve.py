"""`homeward compare`, `plan` and `benefits`: what is parsed, the document, and the lines for a person."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from metrics.errors import MetricError
from metrics.scope import Scope
from pages import service

Document = dict[str, Any]
Answer = tuple[Document, list[str]]
Declare = Callable[[str, Callable[[Any], Answer], str], argparse.ArgumentParser]
PLACES = ("provider", "site", "ward", "cohort")


class SayWhat(MetricError):
    """A comparison of nothing, or of several things at once."""

    def __init__(self) -> None:
        super().__init__(
            "Say what to compare: a metric with --test-area, a file with --file, or what was frozen with --frozen."
        )


def declare(command: Declare) -> None:
    """Add the three commands; `command` gives a parser for a name, its body and its words."""
    compare = command("compare", run_compare, "Did it work: a test area's metric, or any series of a file.")
    compare.add_argument("metric", nargs="?", help="the test area's primary metric when left out")
    compare.add_argument("--test-area", help="id or name")
    compare.add_argument("--file", type=Path, help="date and value, or the columns of another comparison")
    compare.add_argument("--start", help="when the change began: a date or a week number")
    compare.add_argument("--until", help="the end of a window of days")
    compare.add_argument("--direction", choices=("lower", "higher", "neither"), help="which way is better")
    compare.add_argument("--method", help="another method than the one chosen by the rules")
    compare.add_argument("--freeze", metavar="NAME", help="keep the test area's result for good under this name")
    compare.add_argument("--frozen", metavar="ID", help="what was frozen under this id or name, digit for digit")
    compare.add_argument("--drift", action="store_true", help="with --frozen: how far the data of now differ from it")

    plan = command("plan", run_plan, "How long, or how many wards, a test needs.")
    plan.add_argument("metric")
    for place in PLACES:
        plan.add_argument(f"--{place}")
    plan.add_argument("--effect", type=float, required=True, help="the change hoped for, in the metric's unit")

    benefits = command("benefits", run_benefits, "Bed days, beds and pounds that a test area released in a year.")
    benefits.add_argument("--test-area", required=True, help="id or name")


def run_compare(options: argparse.Namespace) -> Answer:
    """The estimators over a file, the comparison of a registered test area, or one that was frozen."""
    if sum(map(bool, (options.file, options.test_area, options.frozen))) != 1:
        raise SayWhat
    if options.frozen:
        return run_frozen(options)
    if options.test_area:
        return run_compare_area(options)
    from metrics.effects.from_file import Settings, compare_file  # scipy takes a second that other commands don't need

    settings = Settings(
        start=options.start, until=options.until, direction=options.direction, method=options.method
    )  # fmt: skip
    found = compare_file(service.read_text_file(options.file), settings)
    return found, [_verdict(found["verdict"]), *found["notes"], *_numbers(found)]


def run_compare_area(options: argparse.Namespace) -> Answer:
    """The comparison of a registered test area; with --freeze it is kept."""
    from pages import comparing, freezing, outcome

    held, who = service.ask(), service.principal()
    area = service.find_test_area(options.test_area)
    asked = comparing.of_area(held, area, options.metric, options.method, options.direction)
    found = outcome.document(asked, comparing.answer(held, who, asked))
    lines = [found["sentence"], found["why"], *(f"    {check['state']}: {check['words']}" for check in found["checks"])]
    if options.freeze:
        entry = freezing.freeze(held, who, asked, options.freeze)
        lines.append(f"Frozen as {entry.id}.")
    return found, lines


def run_frozen(options: argparse.Namespace) -> Answer:
    """A frozen comparison as it was; with --drift, against the data of now."""
    from pages import freezing
    from pages.parts import frozen

    entry = service.find_comparison(options.frozen)
    found = freezing.document(entry)
    lines = [found["sentence"], found["why"], frozen.kept(entry)]
    if not options.drift:
        return found, lines
    today = freezing.today(service.ask(), service.principal(), entry)
    said = frozen.drifted(entry, today)
    return {"frozen": entry.id, "sentence": said, **vars(today.weeks), "change_now": today.change}, [*lines, said]


def run_plan(options: argparse.Namespace) -> Answer:
    """What a test in this place would need."""
    from metrics.plan import document
    from pages import planning

    place = Scope(**{name: getattr(options, name) for name in PLACES})
    found = planning.planned(service.ask(), service.principal(), options.metric, place, options.effect)
    named = [value for values in place.chosen().values() for value in values]
    said = planning.sentence(found, ", ".join(named) or "everywhere")
    lines = [said, planning.wards(found), planning.basis(found)]
    answer = document(found) | {"sentence": said, "data_version": service.ask().version.data_version}
    return answer, [line for line in lines if line]


def run_benefits(options: argparse.Namespace) -> Answer:
    """What a test area released in a year."""
    from metrics.ledger import ledger
    from pages import releasing
    from pages.parts.benefits import money

    area = service.find_test_area(options.test_area)
    held, who = service.ask(), service.principal()
    found = releasing.document(held, who, area) | {"data_version": held.version.data_version}
    lines = [_claim(claim) for claim in found["claims"]]
    lines += [f"{none['label']}: {none['reason']}" for none in found["not_claimed"]]
    lines += [f"{other['name']} may share people: {other['unit']} would count twice." for other in found["overlaps"]]
    lines += money(ledger(releasing.lines(area.id), held.version.as_at.date()))
    return found, [*lines, *found["notes"]]


def _verdict(parts: Mapping[str, Any]) -> str:
    kind = str(parts["verdict"]).capitalize()
    if parts["change"] is None:
        return f"{kind}: {' '.join(parts['reasons'])}"
    reach = f"{parts['change_low']:,.4g} to {parts['change_high']:,.4g}"
    allows = ", ".join(parts["allows_for"]) or "neither trend nor season"
    said = f"{parts['scale']} {parts['change']:,.4g} (95% interval {reach})"
    return f"{kind}: {said}, by {parts['method']}, which allows for {allows}."


def _numbers(found: Mapping[str, Any]) -> list[str]:
    left = ("family", "verdict", "notes")
    return [
        f"    {name}: {'-' if value is None else f'{value:,.6g}'}" for name, value in found.items() if name not in left
    ]


def _claim(claim: Mapping[str, Any]) -> str:
    said = []
    for name in ("released", "pounds"):
        case = claim[name]
        said.append(f"{case['central']:,.0f} ({case['low']:,.0f} to {case['high']:,.0f})")
    if claim["unit_cost"] is None:
        return f"{claim['label']}: {said[1]} {claim['unit']} less for a year's discharges ({claim['partner']})."
    cost = claim["unit_cost"]["name"]
    return f"{claim['label']}: {said[0]} {claim['unit']} a year, {said[1]} pounds by {cost} ({claim['partner']})."
