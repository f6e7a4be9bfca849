"""Loading: what becomes of each row, each file and each version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from data.loading import BadOption, ExtractReport, LoadReport, StoreNotWritten, load, quarantine, status
from data.loading.lock import StoreBusy, writing
from data.loading.preparing import NothingToLoad
from data.mapping import Mapping
from data.settings import Settings
from data.warehouse import current, open_version

SPELL = {
    "provider": "RX1", "site": "A", "ward": "W1", "spell_id": "S1", "age": "70", "admission_method": "21",
    "patient_classification": "1", "admitted_at": "2025-01-01 10:00", "discharged_at": "2025-01-05 12:00",
}  # fmt: skip
NOW = datetime(2025, 6, 1, 9)

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows as a CSV file in the folder `in`; columns left out of a row are blank."""

    def _write(name: str, *rows: dict[str, str]) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        columns = dict.fromkeys(column for row in rows for column in row)
        pl.DataFrame(list(rows), schema=dict.fromkeys(columns, pl.String)).write_csv(path)
        return path

    return _write


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def no_facts(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Build nothing: these tests look at the typed tables."""


def take(store: Path, *paths: Path, **options: Any) -> LoadReport:
    return load(store, paths, build=no_facts, now=options.pop("now", NOW), **options)


def counts(report: ExtractReport) -> tuple[int, int, int, int, int]:
    """Rows in, new, replaced, unchanged, quarantined."""
    return (
        report.rows_in, report.rows_new, report.rows_replaced, report.rows_unchanged, report.rows_quarantined,
    )  # fmt: skip


def held(store: Path, query: str) -> list[tuple[Any, ...]]:
    version = current(store)
    assert version is not None
    return open_version(version).cursor().sql(query).fetchall()


def spell(spell_id: str = "S1", **changes: str) -> dict[str, str]:
    return {**SPELL, "spell_id": spell_id, **changes}


def test_a_first_load_inserts_every_row(store: Path, write: Write) -> None:
    report = take(store, write("spells.csv", spell("S1"), spell("S2")))
    assert counts(report.extracts[0]) == (2, 2, 0, 0, 0)
    assert (report.version, report.published) == ("facts-000001.duckdb", True)
    assert held(store, "select spell_id, age, admitted_at, extract_id from spells order by all") == [
        ("S1", 70, datetime(2025, 1, 1, 10), 1),
        ("S2", 70, datetime(2025, 1, 1, 10), 1),
    ]


def test_every_kind_has_a_table_with_the_types_of_the_contract(store: Path, write: Write) -> None:
    take(store, write("spells.csv", spell()))
    types = dict(held(store, "select column_name, data_type from duckdb_columns() where table_name = 'ward_stays'"))
    assert types == {
        "provider": "VARCHAR", "spell_id": "VARCHAR", "site": "VARCHAR", "ward": "VARCHAR", "from": "TIMESTAMP",
        "to": "TIMESTAMP", "extract_id": "INTEGER",
    }  # fmt: skip


def test_a_later_extract_replaces_adds_and_leaves_alone(store: Path, write: Write) -> None:
    take(store, write("one.csv", spell("S1"), spell("S2")))
    second = write("two.csv", spell("S1"), spell("S2", ward="W2"), spell("S3", discharged_at="2025-01-06 12:00"))
    assert counts(take(store, second).extracts[0]) == (3, 1, 1, 1, 0)
    assert held(store, "select spell_id, ward, extract_id from spells order by all") == [
        ("S1", "W1", 2), ("S2", "W2", 2), ("S3", "W1", 2),
    ]  # fmt: skip


def test_an_older_extract_changes_nothing_and_says_so(store: Path, write: Write) -> None:
    take(store, write("new.csv", spell("S1", ward="W2")), as_at=datetime(2025, 2, 2))
    report = take(store, write("old.csv", spell("S1"), spell("S2")), as_at=datetime(2025, 2, 1))
    assert counts(report.extracts[0]) == (2, 1, 0, 1, 0)
    assert report.extracts[0].notes[0].startswith("1 rows differ from what is held, which is from a later extract")
    assert held(store, "select ward from spells where spell_id = 'S1'") == [("W2",)]


def test_of_two_extracts_of_one_time_the_later_load_wins(store: Path, write: Write) -> None:
    take(store, write("one.csv", spell()))
    assert counts(take(store, write("two.csv", spell(ward="W2"))).extracts[0]) == (1, 0, 1, 0, 0)


def test_an_unchanged_row_is_vouched_for_by_the_later_extract(store: Path, write: Write) -> None:
    take(store, write("one.csv", spell()), as_at=datetime(2025, 2, 1))
    take(store, write("three.csv", spell(cohort="")), as_at=datetime(2025, 2, 3))
    assert counts(take(store, write("two.csv", spell(ward="W2")), as_at=datetime(2025, 2, 2)).extracts[0]) == (
        1, 0, 0, 1, 0,
    )  # fmt: skip
    assert held(store, "select ward from spells") == [("W1",)]


def test_a_file_already_loaded_changes_nothing(store: Path, write: Write) -> None:
    path = write("spells.csv", spell("S1"), spell("S2", age="x"))
    first = take(store, path)
    again = take(store, path.rename(path.with_name("other.csv")), now=datetime(2025, 6, 2))
    assert counts(again.extracts[0]) == (2, 0, 0, 1, 1)
    assert again.extracts[0].reasons == {"age is not a whole number.": 1}
    assert again.extracts[0].notes == ("Already loaded on 01 June 2025 at 09:00; nothing has changed.",)
    assert (again.version, again.published, again.data_version) == (first.version, False, first.data_version)


def test_a_row_in_quarantine_leaves_the_earlier_row_standing(store: Path, write: Write) -> None:
    take(store, write("one.csv", spell()))
    report = take(store, write("two.csv", spell(ward="W2", discharged_at="2024-12-31 10:00"), spell("S2")))
    assert counts(report.extracts[0]) == (2, 1, 0, 0, 1)
    assert held(store, "select ward from spells where spell_id = 'S1'") == [("W1",)]
    assert quarantine(store).rows() == [
        ("spells", 2, "two.csv", 1, "discharged_at", "2024-12-31 10:00", "The discharge is before the admission."),
    ]  # fmt: skip


def test_a_refused_extract_loads_nothing_and_the_others_load(store: Path, write: Write) -> None:
    bad = write("bad.csv", {"spell_id": "S9", "age": "3"})
    report = take(store, bad, write("good.csv", spell()))
    assert report.extracts[0].refused is not None
    assert report.extracts[0].refused.startswith("The columns fit no kind of extract; the nearest is spells.")
    assert counts(report.extracts[0]) == (0, 0, 0, 0, 0)
    assert counts(report.extracts[1]) == (1, 1, 0, 0, 0)
    assert held(store, "select count(*) from extract") == [(1,)]


def test_if_all_are_refused_there_is_no_version(store: Path, write: Write) -> None:
    report = take(store, write("bad.csv", spell(note="9434765919")))
    assert (report.version, report.published, report.refused) == (None, False, True)
    assert "note (1)" in str(report.extracts[0].refused)
    assert list((store / "versions").glob("*")) == []


def test_a_file_named_after_a_patient_is_refused_without_the_name(store: Path, write: Write) -> None:
    report = take(store, write("943 476 5919.csv", spell()))
    assert "9434765919" not in str(report.to_json()).replace(" ", "")
    assert report.refused


def test_a_check_alone_keeps_nothing(store: Path, write: Write) -> None:
    take(store, write("one.csv", spell()))
    before = sorted(path.name for path in store.rglob("*"))
    report = take(store, write("two.csv", spell(ward="W2"), spell("S2")), check_only=True)
    assert counts(report.extracts[0]) == (2, 1, 1, 0, 0)
    assert (report.version, report.published) == ("facts-000001.duckdb", False)
    assert sorted(path.name for path in store.rglob("*")) == before


def test_a_folder_is_loaded_spells_first_and_registers_left_alone(store: Path, write: Write) -> None:
    board = {"provider": "RX1", "site": "A", "ward": "W1", "spell_id": "S9", "snapshot_at": "2025-01-02 08:00"}
    folder = write("board.csv", board).parent
    write("spells.csv", spell())
    (folder / "truth.json").write_text("{}")
    (folder / "registers.toml").write_text("")
    report = take(store, folder)
    assert [(extract.name, extract.kind) for extract in report.extracts] == [
        ("spells.csv", "spells"), ("board.csv", "board"),
    ]  # fmt: skip
    assert report.version == "facts-000001.duckdb"


def test_a_board_row_waits_for_its_spell(store: Path, write: Write) -> None:
    board = {"provider": "RX1", "site": "A", "ward": "W1", "spell_id": "S2", "snapshot_at": "2025-01-02 08:00"}
    take(store, write("board.csv", board), write("spells.csv", spell()))
    assert status(store)["board_rows_waiting"] == 1
    take(store, write("more.csv", spell("S2")))
    assert status(store)["board_rows_waiting"] == 0


def test_status_counts_rows_extracts_and_reasons(store: Path, write: Write) -> None:
    assert status(store)["version"] is None
    assert quarantine(store).is_empty()
    take(store, write("spells.csv", spell(), spell("S2", age="x", ward=""), spell("S3", age="y")))
    found = status(store)
    assert found["kinds"]["spells"] == {
        "rows": 1, "extracts": 1, "as_at": "2025-01-05 12:00:00", "first_day": "2025-01-01", "last_day": "2025-01-01",
        "rows_quarantined": 2, "reasons": {"ward is blank.": 1, "age is not a whole number.": 1},
    }  # fmt: skip
    assert found["kinds"]["board"]["as_at"] is None
    assert found["covers"] == [{"provider": "RX1", "first_day": "2025-01-05", "last_day": "2025-01-05"}]
    assert found["versions_kept"] == ["facts-000001.duckdb"]


def test_cover_options_are_kept_and_can_be_given_later(store: Path, write: Write) -> None:
    path = write("spells.csv", spell())
    take(store, path, covers_from=date(2025, 1, 1))
    report = take(store, path, covers_to=date(2025, 1, 31))
    assert report.published
    assert held(store, "select * from cover_option") == [("RX1", date(2025, 1, 1), date(2025, 1, 31))]
    assert not take(store, path, covers_to=date(2025, 1, 31)).published
    with pytest.raises(BadOption, match="begins on 2025-02-01 and ends before that"):
        take(store, path, covers_from=date(2025, 2, 1), covers_to=date(2025, 1, 1))


def test_a_changed_setting_rebuilds_on_the_next_load(store: Path, write: Write) -> None:
    path = write("spells.csv", spell())
    first = take(store, path)
    (store / "homeward.toml").write_text("adult_age = 16\n")
    again = take(store, path)
    assert again.published
    assert again.data_version != first.data_version


def test_a_mapping_renames_and_is_part_of_what_makes_an_extract(store: Path, write: Write) -> None:
    row = {**spell(), "Consultant code": "9434765919"}
    row["Where"] = row.pop("ward")
    path = write("pas.csv", row)
    plain = Mapping(kind="spells", columns={"ward": "Where"})
    assert "Consultant code (1)" in str(take(store, path, mapping=plain).extracts[0].refused)
    excused = Mapping(kind="spells", columns={"ward": "Where"}, not_nhs_number=("Consultant code",))
    report = take(store, path, mapping=excused)
    assert counts(report.extracts[0]) == (1, 1, 0, 0, 0)
    assert report.extracts[0].dropped_columns == ("Consultant code",)
    other = Mapping(kind="spells", constants={"ward": "W9"}, not_nhs_number=("Consultant code",))
    assert counts(take(store, path, mapping=other).extracts[0]) == (1, 0, 1, 0, 0)


def test_a_published_table_loads_as_it_is(store: Path, write: Write) -> None:
    names = ("nhs_trust22_code", "date", "do_not_meet_criteria_to_reside")
    path = write(
        "trust_criteria_to_reside.csv",
        *(dict(zip(names, row, strict=True)) for row in (
            ("RX1", "2024-01-01", "100"), ("RX2", "2024-01-01", "-"), ("RX2", "2024-01-02", "many"),
        )),
    )  # fmt: skip
    extract = take(store, path).extracts[0]
    assert (extract.kind, counts(extract)) == ("returns", (2, 1, 0, 0, 1))
    assert "Not submitted, never taken as 0: 1 nctr." in extract.notes
    assert quarantine(store)["column_name"].to_list() == ["do_not_meet_criteria_to_reside"]
    assert held(store, "select provider, measure, value from returns") == [("RX1", "nctr", 100.0)]


def test_the_kind_and_provider_can_be_given(store: Path, write: Write) -> None:
    row = spell()
    del row["provider"]
    report = take(store, write("spells.csv", row), kind="spells", provider="RX7")
    assert counts(report.extracts[0]) == (1, 1, 0, 0, 0)
    assert held(store, "select provider from spells") == [("RX7",)]
    assert "no kind of extract called spell." in str(take(store, write("b.csv", row), kind="spell").extracts[0].refused)


def test_nothing_to_load_is_said(store: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingToLoad, match="does not exist"):
        take(store, tmp_path / "gone.csv")
    with pytest.raises(NothingToLoad, match="nothing to load"):
        take(store, tmp_path)


def test_a_second_load_at_the_same_time_is_told(store: Path, write: Write) -> None:
    path = write("spells.csv", spell())
    with writing(store, NOW), pytest.raises(StoreBusy, match="A load is already running"):
        take(store, path)


def test_progress_rises_to_the_end(store: Path, write: Write) -> None:
    said: list[tuple[str, float]] = []
    take(store, write("spells.csv", spell()), progress=lambda words, share: said.append((words, share)))
    shares = [share for _, share in said]
    assert shares == sorted(shares)
    assert said[0] == ("Reading spells.csv", 0.0)
    assert said[-1] == ("Done", 1.0)


def test_the_report_is_plain_values(store: Path, write: Write) -> None:
    found = take(store, write("spells.csv", spell(colour="red"))).to_json()
    assert found["extracts"] == [
        {
            "name": "spells.csv", "kind": "spells", "rows_in": 1, "rows_new": 1, "rows_replaced": 0,
            "rows_unchanged": 0, "rows_quarantined": 0, "reasons": {}, "dropped_columns": ["colour"],
            "as_at": "2025-01-05 12:00:00", "notes": [], "refused": None,
        }
    ]  # fmt: skip
    assert (found["rows_in"], found["rows_new"]) == (1, 1)


def test_a_report_that_does_not_add_up_is_a_defect() -> None:
    with pytest.raises(RuntimeError, match="does not add up"):
        ExtractReport(name="x.csv", kind="spells", rows_in=2, rows_new=1)


def test_no_memory_for_a_thread_is_a_sentence_and_another_fault_is_not_hidden(write: Write, store: Path) -> None:
    def out_of(words: str) -> Callable[..., None]:
        def build(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
            raise RuntimeError(words)

        return build

    spells = write("spells.csv", SPELL)
    with pytest.raises(StoreNotWritten, match=r"can't start new thread\. Nothing was loaded"):
        load(store, [spells], build=out_of("can't start new thread"), now=NOW)
    with pytest.raises(RuntimeError, match="something else"):
        load(store, [spells], build=out_of("something else"), now=NOW)
    assert current(store) is None
