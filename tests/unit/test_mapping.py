"""Mapping files: one rule each, on small files, and the two examples on the published files they are for."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from data.mapping import Mapped, Mapping, MappingError
from data.reading import TextExtract, read_text

PUBLISHED = Path(__file__).parents[2].parent / "shared" / "data"
EXAMPLES = Path(__file__).parents[2] / "data" / "mappings"


def mapping(folder: Path, text: str) -> Mapping:
    path = folder / "trust.toml"
    path.write_text(text, encoding="utf-8")
    return Mapping.from_toml(path)


def extract(folder: Path, text: str) -> TextExtract:
    path = folder / "extract.csv"
    path.write_text(text, encoding="utf-8")
    return read_text(path)


def first(folder: Path, toml: str, csv: str) -> Mapped:
    return mapping(folder, toml).apply(extract(folder, csv))[0]


def refusal(folder: Path, toml: str, csv: str = "spell_id,age\n1,70\n") -> str:
    with pytest.raises(MappingError) as refused:
        mapping(folder, toml).apply(extract(folder, csv))
    return str(refused.value)


def test_columns_are_renamed_and_the_others_stay(tmp_path: Path) -> None:
    mapped = first(tmp_path, '[columns]\nspell_id = "Hospital No"\n', "hospital_no,Ward,Bay\nS1,A,4\n")
    assert mapped.rows.to_dicts() == [{"spell_id": "S1", "ward": "A", "Bay": "4"}]
    assert mapped.kind is None
    assert mapped.row_number.to_list() == [1]


def test_one_column_may_give_two(tmp_path: Path) -> None:
    mapped = first(tmp_path, '[columns]\nsite = "place"\nward = "place"\n', "place,age\nA,1\n")
    assert mapped.rows.to_dicts() == [{"site": "A", "ward": "A", "age": "1"}]


def test_a_column_that_a_renamed_one_replaces_is_kept_and_named(tmp_path: Path) -> None:
    mapped = first(tmp_path, '[columns]\nward = "true ward"\n', "ward,true ward\nX,A\n")
    assert mapped.rows.to_dicts() == [{"ward": "A", "ward (in the file)": "X"}]


def test_values_are_recoded_and_unknown_ones_stay(tmp_path: Path) -> None:
    toml = '[values.sex]\n"Male" = "1"\nFemale = 2\n"Unknown" = ""\n'
    mapped = first(tmp_path, toml, "sex,age\nMale,1\nFemale,1\nUnknown,1\nOther,1\n,1\n")
    assert mapped.rows["sex"].to_list() == ["1", "2", None, "Other", None]


def test_one_date_format_is_for_every_date_of_the_kind(tmp_path: Path) -> None:
    toml = 'kind = "spells"\ndate_format = "%d/%m/%Y %H:%M"\n'
    csv = "admitted_at,discharged_at,ward\n05/01/2024 06:46,31/02/2024 10:00,01/01/2024 00:00\n5/1/24 6:46,,A\n"
    mapped = first(tmp_path, toml, csv)
    assert mapped.rows.select("admitted_at", "discharged_at", "ward").rows() == [
        ("2024-01-05T06:46:00", "31/02/2024 10:00", "01/01/2024 00:00"),
        ("5/1/24 6:46", None, "A"),
    ]


def test_a_date_format_for_each_column(tmp_path: Path) -> None:
    toml = '[date_format]\nadmitted_at = "%m/%d/%Y"\ndischarged_at = "%d %b %Y %H%M"\n'
    mapped = first(tmp_path, toml, "admitted_at,discharged_at\n12/31/2024,02 Jan 2025 0905\n")
    assert mapped.rows.rows() == [("2024-12-31", "2025-01-02T09:05:00")]


def test_values_that_stand_for_nothing(tmp_path: Path) -> None:
    mapped = first(tmp_path, 'null_values = ["1800-01-01", "-"]\n', "admitted_at,ward\n1800-01-01,-\n2024-01-01,A\n")
    assert mapped.rows.select("admitted_at", "ward").rows() == [(None, None), ("2024-01-01", "A")]


@pytest.mark.parametrize(
    ("band", "age"),
    [
        ("70-74 yrs", "70"),
        ("70 to 74", "70"),
        ("1–4 years", "1"),
        ("0 yrs", "0"),
        ("95+", "95"),
        ("95+ yrs", "95"),
        ("85 and over", "85"),
        ("90 years old or over", "90"),
        ("under 5", "0"),
        ("<1", "0"),
        ("71", "71"),
        ("unknown", "unknown"),
        ("over 90", "over 90"),
        ("-4", "-4"),
    ],
)
def test_the_lower_end_of_a_band(tmp_path: Path, band: str, age: str) -> None:
    mapped = first(tmp_path, 'lower_end_of_band = ["age"]\n', f"age,ward\n{band},A\n")
    assert mapped.rows["age"].to_list() == [age]


def test_constants_joined_columns_and_first_of(tmp_path: Path) -> None:
    toml = (
        'kind = "spells"\ndate_format = "%d/%m/%Y %H:%M"\n[constants]\nprovider = "RXX"\n'
        '[join]\nadmitted_at = ["adm date", "adm time"]\n[first_of]\nsite = ["site now", "site then"]\n'
    )
    csv = "adm date,adm time,site now,site then\n05/01/2024,06:46,,B\n05/01/2024,,A,B\n,06:46,,\n"
    assert first(tmp_path, toml, csv).rows.select("provider", "admitted_at", "site").rows() == [
        ("RXX", "2024-01-05T06:46:00", "B"),
        ("RXX", "05/01/2024", "A"),  # no time is not midnight: checking quarantines it
        ("RXX", None, None),
    ]


def test_a_made_spell_number_is_stated(tmp_path: Path) -> None:
    mapped = first(tmp_path, '[surrogate]\nspell_id = ["person_id", "adm"]\n', "person_id,adm\np1,2024\np2,\n")
    assert mapped.rows["spell_id"].to_list() == ["p1-2024", None]
    assert mapped.notes == ("spell_id is made from person_id and adm, because the file has none.",)


MOVES = """kind = "spells"
[columns]
admitted_at = "from"
discharged_at = "to"
[constants]
provider = "RXX"
site = "RXX01"
[movements]
spell = ["spell_id"]
[[also]]
kind = "ward_stays"
[[also]]
kind = "board"
at = "08:00"
"""
MOVED = """spell_id,ward,from,to,admission_method,bay
S1,B,2024-01-03T10:00,2024-01-05T07:00,,2
S1,A,2024-01-01T09:00,2024-01-03T10:00,21,1
S2,A,2024-01-04T08:00,,21,7
,A,2024-01-01T09:00,2024-01-02T10:00,21,8
S1,C,soon,2024-01-09T10:00,22,9
"""


def test_spells_from_movements(tmp_path: Path) -> None:
    spells = mapping(tmp_path, MOVES).apply(extract(tmp_path, MOVED))[0]
    assert spells.kind == "spells"
    assert spells.rows.select("spell_id", "ward", "admitted_at", "discharged_at", "admission_method", "bay").rows() == [
        ("S1", "B", "2024-01-01T09:00", "2024-01-05T07:00", "21", "2"),
        ("S2", "A", "2024-01-04T08:00", None, "21", "7"),
        (None, "A", "2024-01-01T09:00", "2024-01-02T10:00", "21", "8"),
        ("S1", "C", "soon", "2024-01-09T10:00", "22", "9"),
    ]
    assert spells.row_number.to_list() == [1, 3, 4, 5]
    assert spells.notes == ("5 rows of movements make 4 spells.",)


def test_ward_stays_from_movements(tmp_path: Path) -> None:
    stays = mapping(tmp_path, MOVES).apply(extract(tmp_path, MOVED))[1]
    assert stays.kind == "ward_stays"
    assert stays.rows.rows()[1] == ("RXX", "S1", "RXX01", "A", "2024-01-01T09:00", "2024-01-03T10:00")
    assert stays.row_number.to_list() == [1, 2, 3, 4, 5]


def test_a_board_history_from_stays(tmp_path: Path) -> None:
    board = mapping(tmp_path, MOVES).apply(extract(tmp_path, MOVED))[2]
    assert board.kind == "board"
    assert board.rows.select("spell_id", "ward", "snapshot_at", "meets_criteria_to_reside").rows() == [
        ("S1", "B", "2024-01-04T08:00:00", None),
        ("S1", "A", "2024-01-02T08:00:00", None),
        ("S1", "A", "2024-01-03T08:00:00", None),
        # still in hospital: to the latest time in the file, 2024-01-09T10:00
        ("S2", "A", "2024-01-04T08:00:00", None),
        ("S2", "A", "2024-01-05T08:00:00", None),
        ("S2", "A", "2024-01-06T08:00:00", None),
        ("S2", "A", "2024-01-07T08:00:00", None),
        ("S2", "A", "2024-01-08T08:00:00", None),
        ("S2", "A", "2024-01-09T08:00:00", None),
    ]
    assert board.row_number.to_list() == [1, 2, 2, 3, 3, 3, 3, 3, 3]
    assert board.notes == (
        "The board has one row a day at 08:00 for 3 stays; its status is blank.",
        "2 rows give no board row: no readable start or end, no place, or more than five years.",
    )


def test_movements_in_the_order_of_a_number(tmp_path: Path) -> None:
    toml = 'kind = "spells"\n[movements]\nspell = ["spell_id"]\norder = ["seq"]\n'
    csv = "spell_id,ward,admitted_at,discharged_at,seq\nS,J,2024-01-01,2024-01-02,10\nS,B,2024-01-01,2024-01-02,9\n"
    assert first(tmp_path, toml, csv).rows["ward"].to_list() == ["J"]


def test_all_frames_are_text(tmp_path: Path) -> None:
    for mapped in mapping(tmp_path, MOVES).apply(extract(tmp_path, MOVED)):
        assert set(mapped.rows.dtypes) == {pl.String}
        assert mapped.row_number.dtype == pl.UInt32
        assert mapped.row_number.len() == mapped.rows.height


def test_a_frame_may_be_mapped_as_well(tmp_path: Path) -> None:
    mapped = mapping(tmp_path, '[columns]\nward = "w"\n').apply(pl.DataFrame({"w": ["A", "B"]}))[0]
    assert mapped.rows.rows() == [("A",), ("B",)]
    assert mapped.row_number.to_list() == [1, 2]


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("colums = 1\n", "has the key 'colums', which is not known; did you mean 'columns'?"),
        ('kind = "spell"\n', "has the kind 'spell', which is not known; did you mean 'spells'?"),
        ('[columns]\nspelid = "a"\n', "has in columns the contract column 'spelid', which is not known; did you mean"),
        ('kind = "beds"\n[constants]\nage = "1"\n', "the contract column 'age', which is not known"),
        ("encoding = 1\n", "has something other than text for encoding; put it in double quotes"),
        ('null_values = "x"\n', 'other than a list of text for null_values; write null_values = ["...", "..."]'),
        ('values = "x"\n', "other than a table for values; write [values] on its own line"),
        ("[values.sex]\nM = true\n", "has something other than text or a number for values.sex.M"),
        ('date_format = "dd/mm/yyyy"\n', "has a date format for date_format that is not a whole date ('dd/mm/yyyy')"),
        ('date_format = "%H:%M"\n', "that is not a whole date"),
        ('kind = "spells"\n[movements]\nstart = "a"\n', "has no movements.spell; add it"),
        ('[movements]\nspell = ["spell_id"]\n', 'say kind = "spells"'),
        ('kind = "spells"\n[[also]]\nkind = "board"\n', "says no time of day for the board"),
        ('[columns]\nward = "a"\n[constants]\nward = "b"\n', "makes ward in two ways; keep one of them"),
        (
            '[columns]\nward = "aeg"\n',
            "uses the column 'aeg' for ward, which the file does not have; did you mean 'age'?",
        ),
        ("x = \n", "is not TOML"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, toml: str, words: str) -> None:
    said = refusal(tmp_path, toml)
    assert said.startswith("The mapping trust.toml ")
    assert words in said


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be opened"):
        Mapping.from_toml(tmp_path / "none.toml")


def example(name: str, path: str) -> list[Mapped]:
    file = PUBLISHED / path
    if not file.exists():
        pytest.skip(f"the published file {path} is not beside this project")
    return Mapping.from_toml(EXAMPLES / f"{name}.toml").apply(read_text(file))


def test_the_simulated_trust() -> None:
    spells, board, stays = example("simulated_adt", "simulated_adt/example_hospital_inpatient_data.csv")
    rows = spells.rows
    assert (spells.kind, board.kind, stays.kind) == ("spells", "board", "ward_stays")
    assert (rows.height, board.rows.height, stays.rows.height) == (1579, 7513, 1579)
    assert rows["admission_method"].value_counts().filter(admission_method="21")["count"].to_list() == [1056]
    assert set(rows["patient_classification"].drop_nulls()) == {"1", "2", "3"}
    assert set(rows["discharge_destination"].drop_nulls()) == {"19", "51", "79"}
    assert rows["age"].cast(pl.Int32).max() == 95
    assert rows["spell_id"].n_unique() == rows.height - 1  # two rows have no start, and so no number
    assert rows["admitted_at"][0] == "2019-03-25T06:46:00"


def test_artificial_hes() -> None:
    spells, board = example("artificial_hes", "artificial_hes/artificial_hes_apc_0102.csv")
    rows = spells.rows
    assert (rows.height, board.kind) == (2075, "board")
    assert rows["age"].cast(pl.Int32).is_between(0, 120).all()
    assert rows["admitted_at"].null_count() == 1  # 1801-01-01
    assert rows["discharged_at"].null_count() == 81
    assert rows["site"].null_count() == 0
    assert rows.filter(discharge_destination="86").height == 4


def test_the_example_of_every_key_loads_and_works(tmp_path: Path) -> None:
    given = Mapping.from_toml(EXAMPLES / "every_key.toml")
    csv = (
        "hospital number;ward name;site now;site on admission;admission date;admission time;discharge date;"
        "discharge time;sex;age\n"
        "H1;Ward A;;N;05/01/2024;09:00;06/01/2024;10:00;Male;70-74 yrs\n"
        "H1;Ward B;S;N;06/01/2024;10:00;;;Male;70-74 yrs\n"
    )
    path = tmp_path / "extract.csv"
    path.write_bytes(csv.encode("cp1252"))
    spells, stays, board = given.apply(read_text(path, delimiter=given.delimiter, encoding=given.encoding))
    columns = ("provider", "site", "ward", "spell_id", "person_id", "age", "sex", "admitted_at", "discharged_at")
    assert spells.rows.select(columns).rows() == [
        ("RXX", "S", "Ward B", "H1", "H1", "70", "1", "2024-01-05T09:00:00", None)
    ]
    assert stays.rows["ward"].to_list() == ["Ward A", "Ward B"]
    assert board.rows["snapshot_at"].to_list() == ["2024-01-06T08:00:00"]
