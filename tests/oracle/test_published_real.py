"""England's own figures, reproduced from the published files as they are; skipped where the files are not at hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.access import Principal
from data.loading import LoadReport, load
from metrics.ask import Answers, answers
from metrics.scope import Scope

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = ("acute_discharge_sitrep", "discharge_ready_date", "dtoc", "beds_monthly", "ae_monthly")
ENGLAND = Scope(provider="ENG")
# reference/definitions.md, section 2.2: England 2024-25
TOTAL, SAME_DAY, DELAYED, BED_DAYS = 4_035_716, 3_489_312, 546_404, 3_329_387
BANDS = {
    "delay_0": 3_489_312, "delay_1": 179_651, "delay_2_3": 129_998, "delay_4_6": 93_010, "delay_7_13": 83_887,
    "delay_14_20": 28_804, "delay_21_plus": 31_054,
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not all((PUBLISHED / folder).is_dir() for folder in FOLDERS),
    reason="the published files (../shared/data) are not beside this project",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LoadReport]:
    store = tmp_path_factory.mktemp("published")
    return store, load(store, [PUBLISHED / folder for folder in FOLDERS])


@pytest.fixture(scope="module")
def held(loaded: tuple[Path, LoadReport]) -> Answers:
    return answers(loaded[0])


def test_every_file_loads_as_it_is(loaded: tuple[Path, LoadReport]) -> None:
    kinds = {extract.name: (extract.kind, extract.rows_new, extract.rows_quarantined) for extract in loaded[1].extracts}
    assert not [extract.refused for extract in loaded[1].extracts if extract.refused]
    assert kinds == {
        "trust_criteria_to_reside.csv": ("returns", 80_506, 0),
        "trust_discharged_patients.csv": ("returns", 108_622, 0),
        "trust_delay_reasons.csv": ("published_figures", 28_416, 0),
        "monthly_2024_25.csv": ("published_figures", 9_939, 0),
        "delay_bands_2024_25.csv": ("published_figures", 2_460, 0),
        "DTOC-England-Data_Set.xls": ("delayed_days", 3_795, 0),
        "trust_beds.csv": ("published_figures", 32_868, 0),
        "ae_2025_04.csv": ("published_figures", 3_582, 0),
        "ae_2025_05.csv": ("published_figures", 3_618, 0),
        "ae_2025_06.csv": ("published_figures", 3_636, 0),
        "ae_2025_07.csv": ("published_figures", 3_636, 0),
        "ae_2025_08.csv": ("published_figures", 3_636, 0),
        "ae_2025_09.csv": ("published_figures", 3_636, 0),
    }


@pytest.mark.parametrize(
    ("key", "top", "bottom", "said"),
    [
        ("drd_same_day_share", SAME_DAY, TOTAL, "0.8646"),
        ("drd_days_mean", BED_DAYS, TOTAL, "0.82"),
        ("drd_days_mean_delayed", BED_DAYS, DELAYED, "6.09"),
        ("drd_within_1_day_share", BANDS["delay_0"] + BANDS["delay_1"], TOTAL, None),
        ("drd_7_plus_share", BANDS["delay_7_13"] + BANDS["delay_14_20"] + BANDS["delay_21_plus"], TOTAL, None),
        ("drd_14_plus_share", BANDS["delay_14_20"] + BANDS["delay_21_plus"], TOTAL, None),
        ("drd_21_plus_share", BANDS["delay_21_plus"], TOTAL, None),
    ],
)
def test_discharge_ready_date_of_england(
    held: Answers, principal: Principal, key: str, top: int, bottom: int, said: str | None
) -> None:
    (row,) = held.series(principal, key, ENGLAND, "year").to_dicts()
    assert (row["period_start"], row["numerator"], row["denominator"], row["partial"]) == (
        date(2024, 4, 1), top, bottom, False,
    )  # fmt: skip
    if said is not None:
        assert f"{row['value']:.{len(said) - 2}f}" == said


def test_the_months_of_england_add_up_to_its_year_and_its_bands_to_the_total(
    held: Answers, principal: Principal
) -> None:
    months = held.series(principal, "drd_days_mean_delayed", ENGLAND, "month")
    assert months.height == 12
    assert (months["numerator"].sum(), months["denominator"].sum()) == (BED_DAYS, DELAYED)
    bands = held.table(principal, "published_figures").filter(
        pl.col("level") == "national", pl.col("measure").is_in([*BANDS])
    )
    assert dict(bands.select("measure", "value").iter_rows()) == BANDS
    assert sum(BANDS.values()) == TOTAL


def test_england_is_never_added_to_the_trusts(held: Answers, principal: Principal) -> None:
    trusts = held.series(principal, "drd_days_mean", Scope(), "year").to_dicts()[0]
    assert 0 < trusts["denominator"] < TOTAL
    by_trust = held.series(principal, "drd_days_mean", Scope(), "year", "provider")
    assert "ENG" not in by_trust["provider"].to_list()
    assert by_trust["denominator"].sum() == trusts["denominator"]


def test_a_year_of_bands_says_nothing_of_a_month(held: Answers, principal: Principal) -> None:
    months = held.series(principal, "drd_21_plus_share", ENGLAND, "month")
    assert months["value"].null_count() == months.height == 12


def test_delayed_transfers_of_england(held: Answers, principal: Principal) -> None:
    months = held.series(principal, "dtoc_beds", ENGLAND, "month")
    last = months.row(-1, named=True)
    assert months.height == 115
    assert (last["period_start"], last["numerator"]) == (date(2020, 2, 1), 155_782)
    assert round(last["value"], 3) == 5_371.793


def test_attendances_of_england_are_the_total_row(held: Answers, principal: Principal) -> None:
    april = held.series(principal, "ae_four_hour_share", ENGLAND, "month").row(0, named=True)
    assert (april["period_start"], april["denominator"]) == (date(2025, 4, 1), 2_297_421)
    assert round(april["value"], 3) == 0.748


def test_reasons_have_the_national_texts(held: Answers, principal: Principal) -> None:
    parts = held.table(principal, "published_figures").filter(pl.col("source") == "reasons")["part"].unique()
    national = set(held.table(principal, "delay_reason_group")["delay_reason"])
    assert set(parts) == national and len(national) == 37


def test_regions_come_with_the_discharge_ready_tables(held: Answers, principal: Principal) -> None:
    trusts = held.table(principal, "organisation").filter(pl.col("level") == "provider", pl.col("region").is_not_null())
    assert set(trusts["region"]) == {
        "East of England", "London", "Midlands", "North East and Yorkshire", "North West", "South East", "South West",
    }  # fmt: skip


def test_a_damaged_workbook_is_refused_in_words(tmp_path: Path) -> None:
    whole = (PUBLISHED / "dtoc" / "DTOC-England-Data_Set.xls").read_bytes()
    for length in (600, len(whole) // 3, len(whole) // 2):
        cut = tmp_path / f"cut{length}.xls"
        cut.write_bytes(whole[:length])
        refused = load(tmp_path / "store", [cut]).extracts[0].refused
        assert refused is not None and "old .xls workbook" in refused
