"""What a person must agree to: columns that look personal, extracts unlike those before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.loading import LoadReport, load, status
from data.mapping import Mapping
from tests.faults.corpus.rows import CLEAN, NOW, changed, each, put, table, text, week_board, weeks
from tests.faults.corpus.running import no_facts


def take(store: Path, path: object, **options: object) -> LoadReport:
    assert isinstance(path, Path)
    return load(store, [path], build=no_facts, now=NOW, **options)  # type: ignore[arg-type]


def refused(store: Path, rows: list[dict[str, str]], **options: object) -> str | None:
    return take(store, put(store.parent, text(rows)), **options).extracts[0].refused


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("Surname", "Oduya", "names of people in Surname (12)"),
        ("next_of_kin", "Oduya", "names of people in next_of_kin (12)"),
        ("D.O.B.", "1941-02-03", "dates of birth in D.O.B. (12)"),
        ("Home Address", "Zz9", "addresses in Home Address (12)"),
        ("postcode", "ls14ap", "full postcodes in postcode (12)"),
        ("remarks", "rang a.oduya@example.org", "e-mail addresses in remarks (12)"),
        ("remarks", "ring 07700 900123", "telephone numbers in remarks (12)"),
        ("cohort", "Mrs Oduya", "names of people in cohort (12)"),
    ],
)
def test_personal_columns_are_refused_by_name_or_content(store: Path, column: str, value: str, what: str) -> None:
    said = refused(store, each(**{column: value}))
    assert said is not None
    assert what in said
    assert value not in said


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Ward name", "Rose Court"),
        ("postcode", "LS1"),
        ("surname", ""),
        ("consultant", "C7012345"),
        ("expected_discharge_date", "2025-02-01"),
        ("specialty", "Mental health"),
        ("cohort", "Discharge hub 2"),
        ("cohort", "Misselthwaite"),
        ("triage", "A1 4BC"),
    ],
)
def test_what_only_looks_a_little_like_it_is_taken(store: Path, column: str, value: str) -> None:
    assert refused(store, each(**{column: value})) is None


def test_a_mapping_can_say_that_a_column_is_not_personal(store: Path) -> None:
    path = put(store.parent, text(each(street="Blue Street Ward")))
    assert take(store, path).refused
    assert not take(store, path, mapping=Mapping(kind="spells", not_personal=("Street",))).refused


def test_staff_may_be_named_as_the_owner_of_a_board_row(store: Path) -> None:
    row = {name: CLEAN[3][name] for name in ("provider", "site", "ward", "spell_id")}
    assert (
        refused(store, [{**row, "snapshot_at": "2025-01-10 08:00", "owner": "Ms Oduya, a.oduya@example.nhs.uk"}])
        is None
    )


def test_dates_alone_in_another_format_refuse_the_file_and_a_few_do_not(store: Path) -> None:
    assert "Say in the mapping how it is written" in str(refused(store, each(discharged_at="05/02/2025 10:00")))
    assert refused(store, changed(range(9), discharged_at="05/02/2025 10:00")) is None


def test_an_unlikely_board_is_taken_once_a_person_agrees(store: Path) -> None:
    for path, options in weeks(store.parent):
        take(store, path, **options)
    half = table([row for row in week_board(56) if row["ward"] < "Ward 3"], "half.csv")(store.parent)
    said = take(store, half).extracts[0].refused
    assert said is not None
    assert "3 of the 6 wards" in said
    assert "--accept-unusual" in said
    assert take(store, half, check_only=True).refused
    report = take(store, half, accept_unusual=True)
    assert report.published
    assert any(note.startswith("Accepted as unusual: ") for note in report.extracts[0].notes)
    assert any("3 of the 6 wards" in line["note"] for line in status(store)["notes"] if line["kind"] == "board")


def test_a_whole_board_of_the_next_day_says_nothing(store: Path) -> None:
    for path, options in weeks(store.parent):
        take(store, path, **options)
    notes = take(store, table(week_board(56), "board.csv")(store.parent)).extracts[0].notes
    assert notes == ()
