"""Published tables: small ones of the same layout, and the real ones where they are at hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from data.published import Layout, Published, recognise
from data.reading import read_text

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "data"
NCTR = """nhs_trust22_code,date,do_not_meet_criteria_to_reside
RXA,2024-01-01,10
RXA,2024-01-01,10
RXB,2024-01-01,NA
NA,2024-01-01,7
RXB,2024-01-02,0
"""
LEFT = "No. beds occupied by long-stay patients (> 7 days),No. beds occupied by long-stay patients (> 21 days)"
OLD = (
    "Code,Name,Date,Delays30,Delays60,G&A Beds Open,G&A beds occ'd,Occupancy rate,CC Adult Open,CC Adult Occ,"
    "Critical care beds occupancy rate,No. beds closed due to norovirus etc.,"
    f"No. unoccupied beds closed due to norovirus etc.,{LEFT},Closures,Diverts\n"
    "-,ENGLAND,2017-12-01,1,1,100,90,0,1,1,1,1,1,40.0,15.0,0,0\n"
    'RXA,"A Trust, North",2017-12-01,1,1,10,,0,1,1,1,1,1,4.0,1.0,0,0\n'
)
NEW = (
    "Code,Name,Date,G&A beds occ'd,G&A Beds Open,Occupancy rate,Delays30,Delays60,CC Adult Open,CC Adult Occ,"
    f"Critical care beds occupancy rate,{LEFT},No. beds occupied by flu patients (G&A),"
    "No. beds occupied by flu patients (Critical Care),Closures,Diverts\n"
    "-,ENGLAND (All Acute Trusts),2021-12-01,90,100,0.9,1,1,1,1,1,40,15,0,0,0,0\n"
    "-,ENGLAND (Type 1 Acute Trusts),2021-12-01,80,90,0.9,1,1,1,1,1,39,14,0,0,0,0\n"
    "RXA,Heart of England,2021-12-01,9,10,0.9,1,1,1,1,1,-,-,0,0,0,0\n"
)


def loaded(path: Path) -> tuple[Layout, Published]:
    extract = read_text(path)
    layout = recognise(extract.rows.columns)
    assert isinstance(layout, Layout)
    return layout, layout.read(extract)


def table(folder: Path, text: str) -> tuple[Layout, Published]:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return loaded(path)


def test_criteria_to_reside(tmp_path: Path) -> None:
    layout, found = table(tmp_path, NCTR)
    assert (layout.key, layout.publisher) == ("acute_discharge_criteria_to_reside", "NHS England")
    assert found.rows.columns == ["provider", "date", "measure", "value"]
    assert found.rows.rows() == [
        ("RXA", "2024-01-01", "nctr", "10"),
        ("RXA", "2024-01-01", "nctr", "10"),
        (None, "2024-01-01", "nctr", "7"),
        ("RXB", "2024-01-02", "nctr", "0"),
    ]
    assert found.row_number.to_list() == [1, 2, 4, 5]
    assert set(found.source_column) == {"do_not_meet_criteria_to_reside"}
    assert found.notes == (
        "5 rows of the table hold 4 figures.",
        "Not submitted, never taken as 0: 1 nctr.",
        "1 rows have no trust code; any figure in them is in quarantine.",
    )


def test_discharged_patients(tmp_path: Path) -> None:
    text = "nhs_trust22_code,date,discharged_by_1700,discharged_between_1701_2359,discharged_total\n"
    layout, found = table(tmp_path, text + "RXA,2024-01-01,4,2,6\nRXA,2024-01-02,NA,NA,9\n")
    assert found.rows.rows() == [
        ("RXA", "2024-01-01", "discharged", "6"),
        ("RXA", "2024-01-01", "discharged_by_1700", "4"),
        ("RXA", "2024-01-02", "discharged", "9"),
    ]
    assert found.source_column.to_list() == ["discharged_total", "discharged_by_1700", "discharged_total"]
    assert found.not_submitted == {"discharged": 0, "discharged_by_1700": 1}
    assert layout.ignored == ("discharged_between_1701_2359",)


def test_winter_table_of_the_first_winters(tmp_path: Path) -> None:
    _, found = table(tmp_path, OLD)
    assert found.rows.rows() == [
        ("ENG", "2017-12-01", "beds_open", "100"),
        ("ENG", "2017-12-01", "beds_occupied", "90"),
        ("ENG", "2017-12-01", "stay_7_plus", "40.0"),
        ("ENG", "2017-12-01", "stay_21_plus", "15.0"),
        ("RXA", "2017-12-01", "beds_open", "10"),
        ("RXA", "2017-12-01", "stay_7_plus", "4.0"),
        ("RXA", "2017-12-01", "stay_21_plus", "1.0"),
    ]
    assert found.not_submitted["beds_occupied"] == 1


def test_winter_table_of_2021_22_has_one_england(tmp_path: Path) -> None:
    _, found = table(tmp_path, NEW)
    assert found.rows.select("provider", "measure", "value").rows() == [
        ("ENG", "beds_open", "100"),
        ("ENG", "beds_occupied", "90"),
        ("ENG", "stay_7_plus", "40"),
        ("ENG", "stay_21_plus", "15"),
        ("RXA", "beds_open", "10"),
        ("RXA", "beds_occupied", "9"),
    ]
    assert found.left_out == {"a second England total, of type 1 acute trusts only": 1}
    assert found.source_rows == 3


def test_a_layout_is_known_by_its_own_columns_and_more_may_stand_beside_them() -> None:
    assert recognise(["NHS Trust22 Code", "Date", "Do not meet criteria to reside"]) is not None
    assert recognise(["nhs_trust22_code", "date"]) is None
    with_more = recognise(["more", "date", "nhs_trust22_code", "do_not_meet_criteria_to_reside"])
    assert with_more is not None
    assert with_more.ignored_in(["more", "date"]) == ("more",)
    assert recognise(["provider", "date", "measure", "value"]) is None


@pytest.mark.parametrize(
    ("file", "rows", "figures"),
    [
        ("acute_discharge_sitrep/trust_criteria_to_reside.csv", 81_641, 80_506),
        ("acute_discharge_sitrep/trust_discharged_patients.csv", 81_641, 108_622),
        ("winter_sitreps/sitrep1718.csv", 14_490, 57_842),
        ("winter_sitreps/sitrep1920.csv", 12_103, 48_378),
        ("winter_sitreps/sitrep2122.csv", 18_620, 69_830),
    ],
)
def test_every_cell_of_the_real_tables_is_accounted_for(file: str, rows: int, figures: int) -> None:
    if not (PUBLISHED / file).exists():
        pytest.skip(f"the published file {file} is not beside this project")
    layout, found = loaded(PUBLISHED / file)
    assert (found.source_rows, found.rows.height) == (rows, figures)
    taken = rows - sum(found.left_out.values())
    assert figures + sum(found.not_submitted.values()) == taken * len(layout.measures)
    assert set(found.rows.dtypes) == {pl.String}
    assert found.row_number.dtype == pl.UInt32
