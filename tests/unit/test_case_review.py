"""Figure 3 from rows, entries beside files, pounds to the printed digit, and the export."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from metrics.case_review import (
    COLUMNS,
    LINES,
    TOTAL,
    BadInputs,
    Opportunity,
    combined,
    figure_3,
    opportunities,
    pathways,
    pounds,
)
from metrics.suppression_policy import POLICIES
from pages.parts.reviews import HIDDEN, export, rows, workbook

PRINTED = {  # LGA and Newton 2016, Figure 3: reviewed, improvable, share, share of savings, million pounds
    "Q1 attendances": (563, 195, 35, 3, 0.4),
    "Q1 admissions": (189, 68, 36, 42, 5.3),
    "Q2 acute settings": (726, 370, 51, 21, 2.7),
    "Q3 and 4 discharge and local authority intake": (500, 219, 44, 17, 2.2),
    "Q5 and 6 community nursing": (287, 162, 56, 12, 1.5),
    "Q7 continuing healthcare commissioning": (0, 0, None, 4, 0.5),
    TOTAL: (2265, 1014, 45, 100, 12.5),
}
UNROUNDED = (0.38, 5.27, 2.67, 2.17, 1.51, 0.50)  # one set that the printed figures can come from, million pounds


def decision(number: int, point: str = "Q2", improvable: str | None = "Y", **given: object) -> dict[str, object]:
    made = {"review_id": f"V{number}", "decision_point": point, "stat_date": date(2026, 1, 5), "of_stay": 1}
    return {**dict.fromkeys(COLUMNS), **made, "improvable": improvable, **given}


def frame(found: list[dict[str, object]], **more: object) -> pl.DataFrame:
    return pl.DataFrame(found, schema={**COLUMNS, **more})  # type: ignore[arg-type]


def entered(*found: dict[str, object]) -> pl.DataFrame:
    return frame(list(found), reviewer=pl.String, changed_at=pl.Datetime("us", "UTC"))


def as_printed() -> pl.DataFrame:
    made, number = [], 0
    for name, (points, of_stay) in LINES.items():
        reviewed, improvable, *_ = PRINTED[name]
        for at in range(reviewed):
            number += 1
            yes = "Y" if at < improvable else "N"
            made.append(
                decision(number, points.split()[at % len(points.split())], yes, of_stay=int(of_stay is not False))
            )
    return combined(frame(made), entered())


def test_figure_3_comes_out_as_printed() -> None:
    for line in figure_3(as_printed()):
        reviewed, improvable, share, *_ = PRINTED[line.name]
        assert (line.improvable.of, line.improvable.n) == (reviewed, improvable)
        assert (None if share is None else round(100 * (line.improvable.value or 0))) == share
    total = figure_3(as_printed())[-1].improvable
    assert (total.value, total.low, total.high) == (
        pytest.approx(1014 / 2265), pytest.approx(0.4273, abs=1e-4), pytest.approx(0.4682, abs=1e-4),
    )  # fmt: skip


def test_pounds_come_out_as_printed_because_parts_are_kept_unrounded() -> None:
    given = {
        name: Opportunity(volume=10_000, realisable=0.5, low=0, central=worth * 200, high=worth * 400)
        for name, worth in zip(LINES, UNROUNDED, strict=True)
    }
    found = pounds(given)
    for one in found:
        *_, share, million = PRINTED[one.name]
        assert (round(100 * (one.share or 0)), round(one.central / 1e6, 1)) == (share, million)
    parts = [round(one.central / 1e6, 1) for one in found[:-1]]
    assert (round(sum(parts), 1), sum(round(100 * (one.share or 0)) for one in found[:-1])) == (12.6, 99)
    assert pounds({}) == []


def test_a_file_row_stands_and_without_one_most_reviewers_do() -> None:
    at = datetime(2026, 1, 6, tzinfo=UTC)
    filed = frame([decision(1, improvable="N")])
    app = entered(
        decision(1, reviewer="Ann", changed_at=at),
        decision(2, reviewer="Ann", changed_at=at, reason="first"),
        decision(2, reviewer="Bob", changed_at=at.replace(hour=1), reason="second"),
        decision(2, improvable="N", reviewer="Cy", changed_at=at.replace(hour=2)),
        decision(3, reviewer="Ann", changed_at=at),
        decision(3, improvable="N", reviewer="Bob", changed_at=at),
    )
    found = combined(filed, app).sort("review_id")
    assert found.select("review_id", "improvable", "reason", "source").rows() == [
        ("V1", "N", None, "file"), ("V2", "Y", "second", "app"), ("V3", "N", None, "app"),
    ]  # fmt: skip


def test_reasons_leave_practitioner_variation_out_and_alternatives_are_two() -> None:
    given = [
        *(decision(n, reason="Practitioner variation: habit", actual_pathway="3", ideal_pathway="1") for n in range(5)),
        *(decision(10 + n, reason="No capacity", actual_pathway="2", ideal_pathway="0") for n in range(3)),
        decision(20, reason="Family", actual_pathway="3", ideal_pathway="2", alternative_existed="N"),
        decision(21, reason="Family", actual_pathway="1", ideal_pathway="1", alternative_existed="Y"),
        decision(22, improvable=None),
    ]
    line = figure_3(combined(frame(given), entered()))[2]
    assert (line.alternatives, line.reason, line.practice) == ((("1", 5), ("0", 3)), ("No capacity", 3), 5)
    assert (line.existed.n, line.existed.of, line.unanswered) == (1, 2, 1)
    moved = {row["pathway"]: row for row in pathways(frame(given)).to_dicts()}
    assert moved["3"] == {"pathway": "3", "actual": 6, "ideal": 0, "kept": 0}
    assert moved["1"] == {"pathway": "1", "actual": 1, "ideal": 6, "kept": 1}


def test_an_attendance_names_neither_stay_nor_ward() -> None:
    found = figure_3(combined(frame([decision(1, "Q1", of_stay=0), decision(2, "Q1")]), entered()))
    assert [line.improvable.of for line in found] == [1, 1, 0, 0, 0, 0, 2]
    assert rows(found, [])[2]["share"] == "-"


def test_the_export_is_whole_inside_the_trust_and_hides_small_numbers_outside() -> None:
    lines = figure_3(as_printed())
    given = {"Q1 admissions": Opportunity(volume=100, realisable=0.5, low=1, central=2, high=3)}
    whole = export(lines, pounds(given), given, POLICIES["none"])
    assert whole["improvable"].to_list() == ["195", "68", "370", "219", "162", "0", "1014"]
    assert whole.filter(decision="Q1 admissions")["pounds"].to_list() == ["100.0"]
    assert opportunities(whole) == given
    few = figure_3(combined(frame([decision(n, improvable="Y" if n < 3 else "N") for n in range(40)]), entered()))
    told = export(few, [], {}, POLICIES["hes_1_7_round5"])
    assert told["improvable"].to_list()[2] == HIDDEN and told["improvable"].to_list()[-1] == HIDDEN
    assert workbook(told)[:2] == b"PK"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"decision": "Q9", "volume_a_year": "1", "realisable_share": "1", "saving": "1"}, "Q9 is not a line"),
        ({"decision": "Q1 admissions", "volume_a_year": "x", "realisable_share": "1", "saving": "1"}, "can't be read"),
        ({"decision": "Q1 admissions", "volume_a_year": "1", "realisable_share": "35", "saving": "1"}, "from 0 to 1"),
        ({"decision": "Q1 admissions", "saving": "1"}, "no column realisable_share, volume_a_year"),
    ],
)
def test_bad_inputs_are_refused_in_words(row: dict[str, str], words: str) -> None:
    with pytest.raises(BadInputs, match=words):
        opportunities(pl.DataFrame([row]))
