"""Matched cohorts: a worked example, people that add up, what is refused, and the page's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from data.access import DEMONSTRATION, NotAllowed, Principal
from metrics.ask import answers
from metrics.asking import UnknownPlace
from metrics.catalogue import METRICS
from metrics.matching import OUTCOMES, Question, found
from metrics.matching_found import Arm, Found, Level
from metrics.matching_traits import TRAITS
from metrics.scope import Scope
from pages import matching
from pages.parts import matched, matched_figure

LEFT = date(2026, 3, 2)
WHOLE = Scope(from_day=date(2026, 1, 1), to_day=date(2026, 12, 31))
HUB = Question(metric=METRICS["los_mean"], cohort="hub", scope=WHOLE, traits=("age_band", "sex", "specialty"))
BACK = replace(HUB, metric=METRICS["readmission_30d_share"])
Row = dict[str, Any]


def stays(how_many: int, cohort: str | None, nights: int, **changes: Any) -> list[Row]:
    """Stays that are all alike: women of 65 to 74 in medicine, followed up, not back."""
    row = {
        "stat_date": LEFT, "cohort": cohort, "stay_days": nights, "age_band": "65-74", "sex": "Female",
        "imd_decile": "3", "specialty": "medicine", "site": "A", "ethnicity": "A", "local_authority": "B",
        "pathway": "1", "eligible": 1, "patients": 1, "delay": 0, "person_known": 1, "days_followed": 60,
        "days_to_return": None,
    }  # fmt: skip
    return [row | changes] * how_many


def frame(*parts: list[Row]) -> pl.DataFrame:
    return pl.DataFrame([row for part in parts for row in part], infer_schema_length=None)


OLDER = {"age_band": "75-84"}
WORKED = frame(
    stays(10, "hub", 5),
    stays(5, "hub", 9, **OLDER),
    stays(20, None, 8),
    stays(12, None, 10, **OLDER),
    stays(2, "hub", 5, sex="9"),  # not specified
    stays(3, None, 8, sex=None),
    stays(1, "hub", 30, specialty="surgery"),  # nobody else has surgery
    stays(6, None, 30, specialty="dentistry"),  # nobody of the hub has dentistry
)


def readable(answer: Found) -> Found:
    assert answer.result is not None and answer.levels is not None and answer.ratio is not None
    return answer


def test_the_worked_example() -> None:
    """Gaps: ten of -3 and five of -1, so -35/15; sd sqrt(13.3333/14); t(14) 2.1448."""
    answer = readable(found(WORKED, HUB))
    assert answer.result and answer.levels and answer.ratio
    assert answer.verdict.kind == "improved"
    assert answer.result.att.value == pytest.approx(-2.333333)
    assert (answer.result.att.low, answer.result.att.high) == pytest.approx((-2.873770, -1.792896), abs=1e-5)
    assert answer.result.adjusted.value == pytest.approx(-2.333333)
    assert (answer.levels.cohort.mean, answer.levels.partners.mean) == pytest.approx((95 / 15, 130 / 15))
    assert (answer.levels.cohort_alone, answer.levels.cohort_alone.hidden) == (Level(1, None), True)
    assert answer.levels.others_alone == Level(17, pytest.approx((10 * 8 + 7 * 10) / 17))
    assert answer.ratio.value == pytest.approx(95 / 130)
    assert answer.e_value == pytest.approx(1.368421 + (1.368421 * 0.368421) ** 0.5, abs=1e-5)
    assert answer.unmatched_gap is None  # it would tell the one stay in surgery
    assert [(one.label, round(one.after, 6)) for one in answer.balance] == [("Age", 0), ("Sex", 0), ("Specialty", 0)]


def test_everybody_is_counted_once() -> None:
    answer = found(WORKED, HUB)
    assert answer.cohort == Arm(people=18, short=0, unknown=0, blank=2, beyond=0, paired=15)
    assert answer.others == Arm(people=41, short=0, unknown=0, blank=3, beyond=6, paired=15)
    assert (answer.cohort.alone, answer.others.alone) == (1, 17)
    assert [(one.label, one.cohort, one.others) for one in answer.blanks] == [("Sex", 2, 3)]
    longer = found(WORKED, replace(HUB, nights=6))
    assert (longer.cohort.short, longer.others.short) == (12, 0)


def test_a_yes_or_no_has_a_paired_relative_risk() -> None:
    """42 pairs: both back 6, the hub's alone 4, the partner alone 12. var(log) = 16 / (10 x 18) x 42/41; t(41) 2.02."""
    soon = {"days_to_return": 3}
    rows = frame(
        *(stays(6, "hub", 5, specialty="a", **soon), stays(9, None, 5, specialty="a", **soon)),
        *(stays(4, "hub", 5, specialty="b", **soon), stays(9, None, 5, specialty="b")),
        *(stays(12, "hub", 5, specialty="c"), stays(30, None, 5, specialty="c", **soon)),
        *(stays(18, "hub", 5, specialty="d"), stays(40, None, 5, specialty="d")),
        *(stays(2, "hub", 5, specialty="d", **OLDER), stays(30, None, 5, specialty="d", **OLDER)),
    )
    answer = readable(found(rows, BACK))
    assert answer.result and answer.ratio
    assert answer.verdict.kind == "improved"
    assert answer.result.att.value == pytest.approx(-8 / 42)
    assert (answer.result.att.low, answer.result.att.high) == pytest.approx((-0.375644, -0.005309), abs=1e-5)
    assert answer.ratio.value == pytest.approx(10 / 18)
    assert (answer.ratio.low, answer.ratio.high) == pytest.approx((0.30204, 1.02191), abs=1e-4)
    assert (answer.e_value, answer.e_value_end) == (pytest.approx(1.8 + 1.44**0.5), 1.0)
    assert [row["value"] for row in matched.effect(answer, BACK)] == [
        "19 percentage points less (0.5 to 38 percentage points less)",
        "0.56 (0.30 to 1.02)",
        "3.00",
    ]


def test_who_was_not_followed_long_enough_is_left_out() -> None:
    rows = frame(WORKED.to_dicts(), stays(4, "hub", 5, days_followed=10), stays(7, None, 8, person_known=0))
    answer = found(rows, BACK)
    assert (answer.cohort.unknown, answer.others.unknown) == (4, 7)


def hospital(label: str | None = None) -> pl.DataFrame:
    """4,000 stays in the order of discharge; one in five is in the hub by lot, whatever becomes of them."""
    rng = np.random.default_rng(3)
    n = 4000
    nights = 1 + rng.geometric(0.12, n)
    admitted = rng.integers(0, 120, n)
    hub = rng.random(n) < 0.2 if label is None else nights >= 6
    rows = pl.DataFrame(
        {
            "stat_date": [date(2026, 1, 1) + timedelta(days=int(day)) for day in admitted + nights],
            "stay_days": nights,
            "cohort": np.where(hub, "hub", "").tolist(),
            "age_band": rng.choice(["65-74", "75-84", "85+"], n),
            "imd_decile": rng.integers(1, 11, n).astype(str),
            "sex": rng.choice(["Female", "Male"], n),
            "specialty": rng.choice(["a", "b", "c"], n),
            "eligible": 1,
            "patients": 1,
        }
    )
    return rows.with_columns(cohort=pl.col("cohort").replace("", None)).sort("stat_date")


USUAL = Question(metric=METRICS["los_mean"], cohort="hub", scope=WHOLE)


def test_a_label_given_by_lot_changes_nothing() -> None:
    """Of partners who are equally near, the first to leave must not be taken."""
    answer = readable(found(hospital(), USUAL))
    assert answer.verdict.kind == "no clear change"
    assert answer.result and answer.levels
    assert abs(answer.result.att.value) < 0.8  # 2.9 days, were they taken as they come
    assert answer.e_value_end == 1.0


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = hospital()
    one, other = found(rows, USUAL).result, found(rows.sample(fraction=1, shuffle=True, seed=5), USUAL).result
    assert one and other
    assert (one.att.value, len(one.pairs)) == (other.att.value, len(other.pairs))


def test_a_label_that_comes_late_in_a_stay_is_not_comparable() -> None:
    answer = found(hospital("late"), USUAL)
    assert answer.verdict.kind == "not comparable"
    assert answer.verdict.reasons[0].startswith("19 in 20 of the cohort stayed 6 nights or more, and ")
    assert answer.verdict.reasons[0].endswith("(immortal time). Compare only stays of at least so many nights.")


def test_another_outcome_is_read_from_the_same_pairs() -> None:
    rows = hospital().with_columns(pathway=pl.when(pl.col("stay_days") > 8).then(pl.lit("1")).otherwise(pl.lit("3")))
    stay, home = (found(rows, replace(USUAL, metric=METRICS[key])) for key in ("los_mean", "home_share"))
    assert stay.result and home.result
    assert stay.result.pairs.tolist() == home.result.pairs.tolist()


def test_ready_dates_recorded_in_one_arm_only_are_not_comparable() -> None:
    asked = replace(HUB, metric=METRICS["days_past_ctr"])
    changed = WORKED.with_columns(delay="stay_days", delay_days=pl.when(pl.col("cohort") == "hub").then("stay_days"))
    assert matched.sentence(found(changed, asked), asked) == (
        "Not comparable: A ready date is recorded for 100% of the cohort's people in pairs and 0% of their partners, "
        "more than 5 points apart, and a blank counts as no delay."
    )


@pytest.mark.parametrize(
    ("rows", "asked", "words"),
    [
        (WORKED, replace(HUB, traits=("sex",)), "Not comparable: Partners are chosen by who is as likely"),
        (WORKED, replace(HUB, traits=("imd_decile",)), "Not comparable: Partners are chosen by who is as likely"),
        (WORKED, replace(HUB, nights=9), "Not enough data: Matching needs 10 people in each arm; 6 are treated and"),
        (WORKED, BACK, "Not enough data: In only 0 pairs do the two differ in the outcome; 10 are needed."),
        (frame(WORKED.to_dicts(), stays(1, None, 8, patients=2)), HUB, "Not comparable: These discharges are added up"),
        (WORKED.clear(), HUB, "Not enough data: Matching needs 10 people in each arm; 0 are treated and 0 are not."),
    ],
)
def test_a_refusal_is_one_plain_sentence(rows: pl.DataFrame, asked: Question, words: str) -> None:
    answer = found(rows, asked)
    assert matched.sentence(answer, asked).startswith(words)
    assert not answer.readable


def test_a_trait_that_nobody_has_is_named_and_left_out() -> None:
    rows = WORKED.with_columns(imd_decile=pl.lit(None, pl.String))
    answer = found(rows, replace(HUB, traits=(*HUB.traits, "imd_decile")))
    assert (answer.absent, answer.cohort.blank, answer.verdict.kind) == (("Deprivation decile",), 2, "improved")
    assert "Not in the data, so not matched on: deprivation decile." in matched.mind(answer, HUB)


def test_a_cohort_of_one_age_is_matched_to_that_age() -> None:
    parts = [stays(1, "hub", 9, imd_decile=decile, **OLDER) for decile in "123456789123"]
    parts += [stays(3, None, 9, imd_decile=decile, **OLDER) for decile in "1234567894"]
    answer = found(frame(*parts, stays(50, None, 2), stays(1, "hub", 12, **OLDER)), replace(HUB, traits=USUAL.traits))
    assert (answer.others.beyond, answer.cohort.beyond) == (50, 0)
    assert answer.result and answer.cohort.paired == 13
    assert [one.label for one in answer.balance] == ["Deprivation decile", "Age", "Sex", "Specialty"]


@pytest.mark.parametrize(
    ("text", "known"),
    [("18-64", 41.5), ("85+", 90.0), ("7", 7.0), ("Decile 10", 10.0), ("", None), ("not known", None), (None, None)],
)
def test_a_band_is_its_middle(text: str | None, known: float | None) -> None:
    rows = pl.DataFrame({"age_band": [text]}, schema={"age_band": pl.String})
    assert rows.select(TRAITS["age_band"].known()).to_series().to_list() == [known]


# The words


def test_the_sentence_says_verdict_size_certainty_and_what_it_allows_for() -> None:
    assert matched.sentence(found(WORKED, HUB), HUB) == (
        "Improved: in 15 matched pairs, length of stay is 2.3 days fewer in hub than among their partners"
        " (95% interval 1.8 to 2.9 days fewer). This allows for age, sex and specialty, and for nothing else."
    )


def test_the_charts_and_tables_in_words() -> None:
    answer = readable(found(WORKED, HUB))
    assert answer.levels
    assert matched_figure.said(answer.levels, HUB) == (
        "Length of stay, in 15 matched pairs: 6.3 days in hub, 8.7 days among their partners."
        " Without a partner: hidden: fewer than 8 people for 1 of hub, 8.8 days for 17 others."
    )
    assert matched.beside(answer, HUB, "everywhere") == (
        "Discharged 1 Jan 2026 to 31 Dec 2026, everywhere. 15 of 16 people in hub found a partner (94%)."
    )
    assert [(row["name"], row["value"]) for row in matched.effect(answer, HUB)] == [
        ("Difference", "2.3 days fewer (1.8 to 2.9 days fewer)"),
        ("Ratio of means", "0.73 (0.66 to 0.81)"),
        ("E-value", "2.08"),
    ]
    assert matched.folded(answer, HUB)[1]["value"] == "hidden: fewer than 8 people"
    rows = {row["id"]: (row["cohort"], row["others"]) for row in matched.people(answer, HUB)}
    assert rows["people"] == ("18", "41") and rows["paired"] == ("15", "15") and "short" not in rows
    assert matched.blanks(answer) == "Blank, so left out of both arms: sex for 2 of the cohort and 3 others."
    caveats = " ".join(matched.mind(answer, HUB))
    assert all(word in caveats for word in ("What nobody recorded", "immortal time", "did not", "counts twice"))


def test_the_figures_hold_what_the_words_say() -> None:
    answer = readable(found(WORKED, HUB))
    means = matched_figure.dumbbell(answer, HUB)
    drawn = [(part["x"], part["y"]) for part in means["data"] if part["mode"] == "markers"]
    assert drawn == [([pytest.approx(95 / 15)], [0]), ([pytest.approx(130 / 15), pytest.approx(150 / 17)], [0, 1])]
    assert matched_figure.balance_said(answer.balance).endswith("Afterwards all are under 0.1.")
    assert [shape["x0"] for shape in matched_figure.balance(answer.balance)["layout"]["shapes"]] == [-0.1, 0.1]


# The store


@pytest.mark.parametrize("metric", OUTCOMES, ids=lambda metric: metric.key)
def test_the_people_of_the_demonstration_hospital_add_up(demo_store: Path, metric: Any) -> None:
    held = answers(demo_store)
    days = matching.covered(held, DEMONSTRATION)
    scope = Scope(from_day=days[0], to_day=days[1])
    asked = Question(metric=metric, cohort="discharge hub", scope=scope, nights=3)
    answer = matching.answer(held, DEMONSTRATION, asked)
    eligible = held.window(DEMONSTRATION, "discharges", scope).numerator
    assert answer.cohort.people + answer.others.people == eligible
    for arm in (answer.cohort, answer.others):
        assert min(arm.short, arm.unknown, arm.blank, arm.beyond, arm.alone) >= 0
    assert answer.cohort.paired == answer.others.paired > 500
    assert answer.cohort.beyond == 0
    written = matching.document(answer, asked)
    assert written["people"]["cohort"]["paired"] == answer.cohort.paired


def test_only_who_may_see_patients_is_answered(demo_store: Path) -> None:
    executive = Principal(name="Ed", roles=frozenset({"executive"}))
    with pytest.raises(NotAllowed, match="Ed may not see patients"):
        matching.answer(answers(demo_store), executive, replace(USUAL, cohort="discharge hub"))


def test_a_cohort_that_is_not_there_is_named(demo_store: Path) -> None:
    with pytest.raises(UnknownPlace, match="There is no cohort called discharge hob in the data"):
        matching.answer(answers(demo_store), DEMONSTRATION, replace(USUAL, cohort="discharge hob"))
