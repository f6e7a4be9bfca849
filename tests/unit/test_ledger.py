"""Pounds in budgets: gross, re-invested, net by partner; gains once, costs always, a loss below 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from metrics.ledger import ALL_PARTNERS, Line, Pounds, as_document, counted_elsewhere, ledger

DAY = date(2026, 11, 22)
WARDS = {"ward": ("B4", "B5")}


def line(name: str, central: float, **rest: Any) -> Line:
    about = {"partner": "Acute trust", "kind": "gross", "status": "identified", "first": date(2026, 4, 1)}
    return Line(id=name, pounds=Pounds(central * 0.5, central, central * 2), **(about | rest))


def test_the_figure_of_the_associations_report() -> None:
    # The Local Government Association's Figure 2: 16.3 gross, 3.8 re-invested, 12.5 net (millions).
    lines = [line("beds", 10.0), line("care", 6.3, partner="Council"), line("staff", 3.8, kind="reinvest")]
    found = ledger(lines, DAY)
    whole = found.of("identified")
    assert whole is not None
    assert (whole.gross.central, whole.reinvest.central, round(whole.net.central, 9)) == (16.3, 3.8, 12.5)
    # The low case is the low gain with the high cost.
    assert (round(whole.net.low, 9), round(whole.net.high, 9)) == (round(8.15 - 7.6, 9), round(32.6 - 1.9, 9))
    assert [(one.partner, one.status) for one in found.totals] == [
        ("Acute trust", "identified"), ("Council", "identified"), (ALL_PARTNERS, "identified"),
    ]  # fmt: skip
    assert found.of("realised") is None
    assert as_document(found)["totals"][0]["gross"] == {"low": 5.0, "central": 10.0, "high": 20.0}


def test_a_cost_without_a_gain_is_a_net_below_nothing() -> None:
    found = ledger([line("staff", 5.0, kind="reinvest", status="realised")], DAY).of("realised")
    assert found is not None
    assert (found.net.low, found.net.central, found.net.high) == (-10.0, -5.0, -2.5)


def test_gains_of_areas_with_the_same_people_at_the_same_time_count_once_and_costs_always() -> None:
    hub, rounds = line("hub", 8.0, area="hub", scope=WARDS), line("rounds", 3.0, area="rounds", scope={"ward": ("B5",)})
    assert counted_elsewhere([hub, rounds]) == {"rounds": "hub"}
    assert counted_elsewhere([hub, replace(rounds, partner="Council")]) == {}
    assert counted_elsewhere([hub, replace(rounds, status="realised")]) == {}
    assert counted_elsewhere([hub, replace(rounds, scope={"ward": ("C1",)})]) == {}
    assert counted_elsewhere([hub, replace(rounds, area="hub")]) == {}
    assert counted_elsewhere([replace(hub, last=date(2026, 6, 30)), replace(rounds, first=date(2026, 7, 1))]) == {}
    cost = replace(rounds, id="cost", kind="reinvest")
    found = ledger([hub, rounds, cost], DAY).of("identified")
    assert found is not None
    assert (found.gross.central, found.reinvest.central) == (8.0, 3.0)


def test_lines_count_only_on_the_days_on_which_they_hold() -> None:
    over, ahead = line("over", 1.0, last=date(2026, 11, 21)), line("ahead", 1.0, first=date(2026, 11, 23))
    found = ledger([over, ahead, line("now", 2.0, last=DAY)], DAY)
    assert found.waiting == ("over", "ahead")
    assert [one.gross.central for one in found.totals] == [2.0, 2.0]
