"""Kappa: published worked examples, and when there is none to give."""

from __future__ import annotations

import polars as pl
import pytest

from metrics.agreement import agreement


def ratings(rows: list[tuple[str, str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["decision", "reviewer", "said"], orient="row")


def two(*counts: tuple[str, str, int]) -> pl.DataFrame:
    rows: list[tuple[str, str, str | None]] = []
    for a, b, often in counts:
        for _ in range(often):
            rows += [(f"D{len(rows)}", "Ann", a), (f"D{len(rows)}", "Bob", b)]
    return ratings(rows)


def test_cohens_kappa_of_two_reviewers() -> None:
    """50 proposals, 20 both yes, 15 both no, 5 and 10 apart: agreement 0.7, chance 0.5, kappa 0.4."""
    found = agreement(two(("Y", "Y", 20), ("Y", "N", 5), ("N", "Y", 10), ("N", "N", 15)))
    assert found is not None
    assert (found.method, found.decisions, found.reviewers, found.agreed) == ("Cohen", 50, 2, 0.7)
    assert found.kappa == pytest.approx(0.4)
    # Fleiss, Cohen and Everitt's large-sample standard error is 0.127; the jackknife comes near it.
    assert (found.low, found.high) == (pytest.approx(0.4 - 2.01 * 0.127, abs=0.02), pytest.approx(0.655, abs=0.02))


def test_fleisss_kappa_of_fourteen_reviewers() -> None:
    """The example of Fleiss (1971) as it is printed in many places: 10 subjects, 14 raters, 5 categories, 0.210."""
    table = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    rows = []
    for subject, counts in enumerate(table):
        said = [str(category) for category, often in enumerate(counts) for _ in range(often)]
        rows += [(f"D{subject}", f"R{rater}", text) for rater, text in enumerate(said)]
    found = agreement(ratings(rows))
    assert found is not None
    assert (found.method, found.reviewers, found.decisions) == ("Fleiss", 14, 10)
    assert found.kappa == pytest.approx(0.210, abs=5e-4)
    assert found.low is not None and found.low < 0.21 < (found.high or 0)


def test_no_second_reviewer_no_agreement() -> None:
    assert agreement(ratings([("D1", "Ann", "Y"), ("D2", "Bob", "N")])) is None
    assert agreement(ratings([("D1", "Ann", "Y"), ("D1", "Bob", None)])) is None


def test_everybody_says_the_same_of_all_gives_no_kappa() -> None:
    found = agreement(two(("Y", "Y", 12)))
    assert found is not None and (found.agreed, found.kappa, found.low) == (1, None, None)


def test_few_decisions_give_no_interval() -> None:
    found = agreement(two(("Y", "Y", 3), ("N", "N", 2), ("Y", "N", 1)))
    assert found is not None and found.kappa is not None and (found.low, found.high) == (None, None)
