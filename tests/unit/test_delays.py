"""The Pareto of delays, and which organisation a reason can be due to."""

from __future__ import annotations

from datetime import date

import polars as pl

from metrics.delays import UNSAID, not_allowed, pareto
from pages.parts.delays import break_words, crosses_break, pareto_words


def test_the_pareto_runs_from_the_largest_and_keeps_what_is_not_recorded() -> None:
    values = pl.DataFrame({"owner": ["A", "B", None, "C"], "value": [50.0, 30.0, 15.0, 5.0]})
    found = pareto(values, "owner")
    assert found is not None
    assert found.rows["name"].to_list() == ["A", "B", UNSAID, "C"]
    assert [round(share, 2) for share in found.rows["running"]] == [0.5, 0.8, 0.95, 1.0]
    assert (found.total, found.few) == (100, 2)
    said = pareto_words(found, "owners", "January")
    assert "2 owners come to four fifths of them; the largest is A (50%). For 15% nothing is recorded." in said
    assert pareto(values.with_columns(value=pl.lit(0.0)), "owner") is None


def test_the_small_ones_are_one_bar_at_the_end() -> None:
    values = pl.DataFrame({"reason": [f"R{n:02d}" for n in range(20)], "value": [float(40 - n) for n in range(20)]})
    found = pareto(values, "reason", most=5)
    assert found is not None
    assert found.rows["name"].to_list() == ["R00", "R01", "R02", "R03", "16 others"]
    assert found.rows["running"][-1] == 1.0


def test_attributions_that_the_return_does_not_have_are_named() -> None:
    given = [("C", "NHS", 9), ("C", "Social care", 4), ("C", "Social care", 3), ("I", "Both", 0), ("G", "Both", 8)]
    rows = pl.DataFrame(given, schema=["reason", "attributable_to", "delayed_days"], orient="row")
    assert not_allowed(rows).rows() == [("G", "Both", 8), ("C", "Social care", 7)]


def test_the_break_in_the_reason_list_is_said_where_it_is_crossed() -> None:
    across = [date(2024, 5, 1), date(2024, 7, 1)]
    assert crosses_break(across)
    assert "changed on 27 May 2024" in (break_words(across) or "")
    assert break_words([date(2024, 6, 1), date(2024, 7, 1)]) is None
    assert not crosses_break([])
