"""What people who see no patients are told of case reviews that were entered in the app."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_hospital import hospital, spell

from data.access import Principal, Right
from data.register.findings import CaseReview
from metrics.scope import Scope
from pages import service
from pages.parts.reviews import without
from pages.service import core

REVIEW = {
    "review_id": "V1", "reviewed_on": "2025-01-04", "decision_point": "Q2", "site": "A", "ward": "W1",
    "actual_pathway": "2", "ideal_pathway": "1", "improvable": "Y",
}  # fmt: skip


def test_the_sentence() -> None:
    assert without(1) == (
        "1 decision was entered here and not counted for people who see no patients:"
        " without the name of its review, none can be told from one in a file."
    )
    assert without(3).startswith("3 decisions were entered here and not counted")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    hospital(tmp_path, spells=[spell("S1", "2025-01-01", "2025-01-05")], case_reviews=[REVIEW])
    (place,) = (path.parent for path in tmp_path.rglob("CURRENT"))
    monkeypatch.setenv("HOMEWARD_STORE", str(place))
    for number, reviewer in (("V2", "Ann"), ("V2", "Ben"), ("V3", "Ann")):
        service.system.enter_review(
            CaseReview(
                review_id=number, reviewer=reviewer, reviewed_on=date(2025, 1, 4), decision_point="Q2",
                actual_pathway="2", ideal_pathway="1", improvable=True, site="A", ward="W1",
            )
        )  # fmt: skip
    return place


def test_who_sees_patients_has_them_all(store: Path) -> None:
    counted = service.system.decisions(Scope())
    assert (counted.height, service.system.left_out(Scope(), counted)) == (3, 0)


def test_who_sees_none_is_told_how_many_are_left_out(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executive = Principal(name="Eve", roles=frozenset({"executive"}))
    assert not service.may(executive, Right.SEE_PATIENTS)
    monkeypatch.setattr(core, "_identify", [lambda: executive])
    counted = service.system.decisions(Scope())
    assert (counted.height, service.system.left_out(Scope(), counted)) == (1, 2)
