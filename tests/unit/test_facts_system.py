"""Delayed transfers, case reviews and continuing healthcare: worked examples."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_hospital import groups, hospital, overall, spell

from data.access import DEMONSTRATION
from metrics.ask import Answers, answers
from metrics.scope import Scope

# Delayed transfers


def delayed(start: str, end: str, days: str, **changes: str) -> dict[str, str]:
    place = {"provider": "RX1", "site": "A", "reason": "A", "attributable_to": "NHS"}
    return {**place, "period_start": start, "period_end": end, "delayed_days": days, **changes}


def january(days: str, **changes: str) -> dict[str, str]:
    return delayed("2025-01-01", "2025-01-31", days, **changes)


def series(held: Answers, grain: str, scope: Scope | None = None, by: str | None = None) -> list[tuple[object, ...]]:
    rows = held.series(DEMONSTRATION, "dtoc_beds", scope or Scope(), grain, by)
    return rows.select("period_start", *([by] if by else []), "value", "partial").rows()


def test_delayed_days_are_divided_by_the_days_of_the_period(tmp_path: Path) -> None:
    held = hospital(
        tmp_path,
        delayed_days=[
            january("62"),
            january("31", reason="E", attributable_to="Social care"),
            delayed("2025-02-01", "2025-02-28", "56"),
        ],
    )
    assert series(held, "month") == [(date(2025, 1, 1), 3, False), (date(2025, 2, 1), 2, False)]
    assert overall(held, "dtoc_beds") == (pytest.approx(149 / 59), 149, 59)
    assert groups(held, "dtoc_beds", "reason") == {"A": pytest.approx(118 / 59), "E": pytest.approx(31 / 59)}
    assert groups(held, "dtoc_beds", "attributable_to", Scope(to_day=date(2025, 1, 31))) == {"NHS": 2, "Social care": 1}
    assert series(held, "year") == [(date(2024, 4, 1), pytest.approx(149 / 59), True)]


def test_the_last_national_month(tmp_path: Path) -> None:
    """England, February 2020: 155,782 delayed days / 29 = 5,371.793 beds."""
    held = hospital(tmp_path, delayed_days=[delayed("2020-02-01", "2020-02-29", "155782")])
    assert overall(held, "dtoc_beds")[0] == pytest.approx(5371.793, abs=5e-4)


def test_a_month_says_nothing_about_its_weeks_and_days(tmp_path: Path) -> None:
    held = hospital(tmp_path, delayed_days=[january("62"), delayed("2025-02-01", "2025-02-28", "56")])
    for grain, periods in (("day", 59), ("week", 9)):
        rows = series(held, grain)
        assert len(rows) == periods
        assert {(value, partial) for _, value, partial in rows} == {(None, True)}
    assert len(series(held, "week", by="reason")) == 9
    assert series(held, "week", by="reason")[0] == (date(2024, 12, 30), "A", None, True)


def test_weeks_answer_for_weeks_and_a_week_across_two_months_for_neither(tmp_path: Path) -> None:
    weeks = ["2025-01-06", "2025-01-13", "2025-01-20", "2025-01-27"]  # the last ends on 2 February
    rows = [delayed(day, str(_sunday(day)), "14") for day in weeks]
    held = hospital(tmp_path, delayed_days=rows)
    assert [value for _, value, _ in series(held, "week")] == [2, 2, 2, 2]
    assert series(held, "month") == [(date(2025, 1, 1), 2, True), (date(2025, 2, 1), None, True)]
    assert held.window(DEMONSTRATION, "dtoc_beds", Scope()).numerator == 56


def _sunday(monday: str) -> date:
    first = date.fromisoformat(monday)
    return date.fromordinal(first.toordinal() + 6)


def test_a_choice_of_days_that_cuts_a_month_leaves_it_out(tmp_path: Path) -> None:
    held = hospital(tmp_path, delayed_days=[january("62"), delayed("2025-02-01", "2025-02-28", "56")])
    found = held.window(DEMONSTRATION, "dtoc_beds", Scope(from_day=date(2025, 1, 10)))
    assert (found.value, found.numerator, found.denominator, found.partial) == (2, 56, 28, True)
    cut = held.window(DEMONSTRATION, "dtoc_beds", Scope(from_day=date(2025, 1, 10), to_day=date(2025, 1, 20)))
    assert (cut.value, cut.partial) == (None, True)
    assert series(held, "month", Scope(from_day=date(2025, 1, 10))) == [
        (date(2025, 1, 1), None, True),
        (date(2025, 2, 1), 2, False),
    ]


def test_the_same_days_told_twice_count_once(tmp_path: Path) -> None:
    held = hospital(tmp_path, delayed_days=[january("62"), delayed("2025-01-06", "2025-01-12", "14")])
    assert overall(held, "dtoc_beds") == (2, 62, 31)


def test_a_month_that_was_not_submitted_is_not_0(tmp_path: Path) -> None:
    march = delayed("2025-03-01", "2025-03-31", "31", site="B")
    held = hospital(tmp_path, delayed_days=[january("62"), march])
    months = [date(2025, month, 1) for month in (1, 2, 3)]
    assert series(held, "month") == [(months[0], 2, False), (months[1], None, True), (months[2], 1, False)]
    # A site has its provider's days: nothing from it in a month that the provider sent is a true 0.
    at_a = series(held, "month", Scope(site="A"))
    assert at_a == [(months[0], 2, False), (months[1], None, True), (months[2], 0, False)]


def test_the_rate_needs_the_number_of_residents(tmp_path: Path) -> None:
    held = hospital(tmp_path, delayed_days=[january("62")])
    assert overall(held, "dtoc_rate")[0] is None
    (tmp_path / "store" / "homeward.toml").write_text("dtoc_population = 40_000\n")
    assert overall(answers(tmp_path / "store"), "dtoc_rate")[0] == pytest.approx(5)


def test_a_feed_never_loaded_is_no_number(tmp_path: Path) -> None:
    held = hospital(tmp_path, spells=[spell("S1", "2025-01-01", "2025-01-05")])
    for key in ("dtoc_beds", "improvable_share", "chc_28_day_share"):
        assert overall(held, key)[0] is None


# Case reviews


def review(number: int, **changes: str) -> dict[str, str]:
    made = {"review_id": f"V{number}", "reviewed_on": f"2025-01-{number:02d}", "decision_point": "Q2", "site": "A"}
    return {**made, "improvable": "Y", "actual_pathway": "3", "ideal_pathway": "1", **changes}


def test_case_reviews_are_shared_over_those_with_an_answer(tmp_path: Path) -> None:
    rows = [
        review(1),
        review(2, ideal_pathway="P3"),
        review(3, improvable="no", ideal_pathway="3"),
        review(4, improvable="", ideal_pathway=""),
        review(1, decision_point="Q3", improvable="N", actual_pathway=""),
    ]
    held = hospital(tmp_path, spells=[spell("S1", "2025-01-01", "2025-01-05")], case_reviews=rows)
    assert overall(held, "improvable_share") == (0.5, 2, 4)
    assert overall(held, "wrong_setting_share") == (pytest.approx(1 / 3), 1, 3)
    assert groups(held, "improvable_share", "decision_point") == {"Q2": pytest.approx(2 / 3), "Q3": 0}
    assert groups(held, "improvable_share", "provider") == {"RX1": 0.5}


def test_a_review_comes_by_its_provider_through_spell_then_site(tmp_path: Path) -> None:
    spells = [
        spell("S1", "2025-01-01", "2025-01-05"),
        spell("S2", "2025-01-01", "2025-01-05", provider="RX2", site="B"),
        spell("S3", "2025-01-01", "2025-01-05", provider="RX2", site="A"),
    ]
    rows = [review(1, spell_id="S2", site=""), review(2, site="B"), review(3, site="A"), review(4, spell_id="S1")]
    held = hospital(tmp_path, spells=spells, case_reviews=rows)
    found = held.series(DEMONSTRATION, "improvable_share", Scope(), "window", "provider")
    assert dict(found.select("provider", "denominator").iter_rows()) == {"RX1": 1, "RX2": 2, "not recorded": 1}


# Continuing healthcare


def test_referrals_count_on_the_day_they_are_decided(tmp_path: Path) -> None:
    def referral(number: int, checklist: str, decided: str, setting: str) -> dict[str, str]:
        made = {"provider": "RX1", "referral_id": f"C{number}", "checklist_on": checklist}
        return {**made, "decided_on": decided, "setting": setting}

    rows = [
        referral(1, "2025-01-01", "2025-01-29", "acute"),
        referral(2, "2025-01-01", "2025-01-30", "other"),
        referral(3, "2025-01-20", "2025-02-03", "other"),
        referral(4, "2025-01-20", "2025-02-10", ""),
        referral(5, "2025-02-20", "", ""),
    ]
    held = hospital(tmp_path, chc=rows)
    assert overall(held, "chc_28_day_share") == (0.75, 3, 4)
    assert overall(held, "chc_acute_share") == (0.25, 1, 4)
    monthly = held.series(DEMONSTRATION, "chc_28_day_share", Scope(), "month")
    assert monthly.select("period_start", "value").rows() == [(date(2025, 1, 1), 0.5), (date(2025, 2, 1), 1)]
