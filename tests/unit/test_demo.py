"""The demonstration hospital: the same every time, and believable."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import tomli_w
from demo_hospital import LAST_DAY, POPULATION, Demo, hospital

from data.access import DEMONSTRATION
from data.contract.delay_reasons import REASON_GROUPS
from data.demo import generate
from data.demo.calendar import bank_holidays, easter, make_calendar, years_before
from data.demo.places import COUNCILS, WARDS
from data.demo.reasons import NATIONAL, cumulative
from data.demo.registers import registers
from data.register import import_toml, open_register


@pytest.fixture(scope="module")
def demo() -> Demo:
    return hospital()


def digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_and_day_write_the_same_bytes(tmp_path: Path) -> None:
    told: list[float] = []
    for name in ("first", "again"):
        generate(tmp_path / name, seed=7, years=1, last_day=LAST_DAY, progress=lambda _, share: told.append(share))
    first, again = (digest(tmp_path / name) for name in ("first", "again"))
    assert sorted(first) == [
        "beds.csv", "board.csv", "case_reviews.csv", "chc.csv", "delayed_days.csv", "failed_discharges.csv",
        "front_door.csv", "intermediate_care.csv", "published_figures.csv", "registers.toml", "returns.csv",
        "spells.csv", "truth.json",
    ]  # fmt: skip
    assert first == again
    assert told[-1] == 1.0 and all(0 <= share <= 1 for share in told)


def test_easter_and_bank_holidays() -> None:
    assert [easter(year) for year in (2024, 2025, 2026)] == [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)]
    assert sorted(bank_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25),
        date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28),
    ]  # fmt: skip
    assert date(2022, 12, 26) in bank_holidays(2022) and date(2022, 12, 27) in bank_holidays(2022)


def test_leaving_quiet_days_keeps_the_mean() -> None:
    calendar = make_calendar(last_day=LAST_DAY, years=1)
    rng = np.random.default_rng(1)
    days = rng.integers(210, 500, 200_000)
    settled = calendar.settle(days, np.full(200_000, 0.3), rng.random((200_000, 3)))
    assert abs((settled - days).mean()) < 0.01
    quiet_share = calendar.quiet[settled].mean() / calendar.quiet[days].mean()
    assert 0.28 < quiet_share < 0.35


def test_reasons_are_the_national_ones() -> None:
    assert sorted(reason.text for reason in NATIONAL) == sorted(REASON_GROUPS)
    shares = cumulative()
    assert np.allclose(shares[:, -1], 1)


def test_bad_rows_are_the_ones_that_truth_states(demo: Demo) -> None:
    rows = demo.rows("spells")
    gone, came, ready = pl.col("discharged_at"), pl.col("admitted_at"), pl.col("discharge_ready_date")
    broken = (
        (gone < came)
        | (ready > gone.dt.date())
        | (ready < came.dt.date())
        | (pl.col("admission_method") == "ZZ")
        | (pl.col("discharge_destination") == "77")
        | (pl.col("age") > 120)
        | (pl.col("pathway") > 3)
    )
    stated = demo.truth["bad_rows"]["spells"]
    assert rows.filter(broken)["spell_id"].to_list() == [row["spell_id"] for row in stated]
    assert len(stated) == 38
    status = demo.board["meets_criteria_to_reside"]
    assert status.is_in(["Y", "N"]).sum() + status.is_null().sum() == demo.board.height - 8


def test_row_counts_are_stated(demo: Demo) -> None:
    kinds = [
        "spells", "board", "beds", "front_door", "failed_discharges", "intermediate_care", "delayed_days",
        "case_reviews", "chc", "returns", "published_figures",
    ]  # fmt: skip
    assert demo.truth["rows"] == {kind: demo.rows(kind).height for kind in kinds}
    assert 125_000 < demo.truth["rows"]["spells"] < 150_000
    assert 600_000 < demo.truth["rows"]["board"] < 680_000
    assert demo.truth["rows"]["beds"] == len(WARDS) * 730


def test_keys_are_unique_and_identifiers_are_no_nhs_numbers(demo: Demo) -> None:
    assert demo.rows("spells")["spell_id"].is_unique().all()
    assert demo.board.select("spell_id", "snapshot_at").is_unique().all()
    assert demo.rows("failed_discharges").select("spell_id", "planned_on").is_unique().all()
    assert demo.rows("intermediate_care")["episode_id"].is_unique().all()
    for rows in (demo.spells, demo.board):
        texts = rows.select(pl.col(pl.String).str.contains(r"\d{8}").any())
        assert not any(texts.row(0))


def test_todays_board_is_everybody_still_in(demo: Demo) -> None:
    today = demo.board.filter(pl.col("day") == LAST_DAY + timedelta(days=1))
    open_ = demo.spells.filter(pl.col("discharged_at").is_null() & ~pl.col("ward").is_in(["Primrose", "Bluebell"]))
    assert sorted(today["spell_id"]) == sorted(open_["spell_id"])
    assert demo.spells["admitted_at"].max() < demo.spells["discharged_at"].max() + timedelta(days=1)
    assert demo.spells["discharged_at"].max().date() == LAST_DAY


def test_people_on_the_board_are_in_the_hospital_and_in_a_bed_of_their_own(demo: Demo) -> None:
    rows = demo.board.join(demo.spells.select("spell_id", "admitted_at", "discharged_at"), on="spell_id")
    assert rows.height == demo.board.height
    assert (rows["admitted_at"] <= rows["snapshot_at"]).all()
    assert (rows["discharged_at"] > rows["snapshot_at"]).fill_null(True).all()
    assert rows.select("snapshot_at", "ward", "bed").is_unique().all()
    assert rows.filter(pl.col("bed").str.starts_with("Chair")).height / rows.height < 0.02


def test_spells_are_believable(demo: Demo) -> None:
    eligible, delayed = demo.eligible, demo.eligible.filter(pl.col("delay") > 0)
    shares = [(eligible["pathway"] == pathway).mean() for pathway in range(4)]
    assert shares == pytest.approx([0.85, 0.095, 0.028, 0.019], abs=0.012)
    assert 0.8 < eligible["delay"].mean() < 1.2
    assert 0.13 < delayed.height / eligible.height < 0.155
    assert 6 < delayed["delay"].mean() < 7.6
    assert 0.03 < eligible["discharge_ready_date"].null_count() / eligible.height < 0.08
    by_weekday = eligible.group_by(pl.col("day").dt.weekday()).len().sort("day")["len"].to_numpy()
    assert 0.45 < by_weekday[5:].mean() / by_weekday[:5].mean() < 0.56
    assert set(demo.spells["local_authority"].drop_nulls()) == {*COUNCILS, "Other"}
    hours = (pl.col("support_started_at") - pl.col("criteria_not_met_at")).dt.total_minutes() / 60
    assert 0.4 < eligible.select((hours <= 24).mean()).item() < 0.6


def test_people_come_back(demo: Demo) -> None:
    urgent = demo.spells.filter(pl.col("admission_method").str.starts_with("2")).select("person_id", back="admitted_at")
    left = demo.eligible.filter(
        pl.col("person_id").is_not_null() & (pl.col("day") <= LAST_DAY - timedelta(days=29))
    ).select("spell_id", "person_id", "discharged_at")
    days = (pl.col("back").dt.date() - pl.col("discharged_at").dt.date()).dt.total_days()
    again = left.join(urgent, on="person_id").filter((pl.col("back") >= pl.col("discharged_at")) & (days <= 29))
    assert 0.10 < again["spell_id"].n_unique() / left.height < 0.13
    stays = demo.spells.filter(pl.col("person_id").is_not_null()).sort("person_id", "admitted_at")
    before = pl.col("discharged_at").shift(1).over("person_id")
    assert stays.filter(before > pl.col("admitted_at")).is_empty()


def test_the_census_is_believable(demo: Demo) -> None:
    people = demo.spells.filter(POPULATION).select("spell_id", "admitted_at", "discharge_ready_date")
    census = demo.board.join(people, on="spell_id").filter(pl.col("day") <= LAST_DAY)
    stay = (census["day"] - census["admitted_at"].dt.date()).dt.total_days()
    assert [(stay >= days).mean() for days in (7, 14, 21)] == pytest.approx([0.455, 0.245, 0.145], abs=0.02)
    occupied = (
        census.group_by("day")
        .len()
        .join(demo.rows("beds").group_by("date").agg(pl.col("beds_open").sum()), left_on="day", right_on="date")
    )
    occupancy = occupied.select(pl.col("len") / pl.col("beds_open")).to_series()
    assert 0.88 < occupancy.mean() < 0.96 and occupancy.min() > 0.8 and occupancy.max() < 1.02
    status = census["meets_criteria_to_reside"]
    assert 0.15 < (status == "N").sum() / census.height < 0.18
    assert 0.04 < status.null_count() / census.height < 0.06


def test_board_and_spells_tell_one_story(demo: Demo) -> None:
    known = demo.spells.filter(pl.col("criteria_not_met_at").is_not_null()).select("spell_id", "criteria_not_met_at")
    rows = demo.board.join(known, on="spell_id").filter(pl.col("meets_criteria_to_reside").is_in(["Y", "N"]))
    ready = rows["criteria_not_met_at"] <= rows["snapshot_at"]
    assert ((rows["meets_criteria_to_reside"] == "N") == ready).mean() > 0.985
    waits = demo.board.filter(pl.col("meets_criteria_to_reside") == "N")
    others = demo.board.filter(
        pl.col("meets_criteria_to_reside").is_null() | (pl.col("meets_criteria_to_reside") == "Y")
    )
    assert set(waits["delay_reason"].drop_nulls()) == set(REASON_GROUPS)
    assert others["delay_reason"].null_count() == others.height
    assert others["waiting_for"].null_count() == others.height


@pytest.mark.parametrize("years", [1, 3])
def test_the_register_takes_the_entries(tmp_path: Path, years: int) -> None:
    text = tomli_w.dumps(registers(years_before(LAST_DAY, years) + timedelta(days=1), LAST_DAY))
    register = open_register(tmp_path)
    report = import_toml(register, DEMONSTRATION, text)
    register.close()
    assert report.added == 7 + 16 + 8 + 2 + 3 + 36 + 5 + (5 + 87 + 14) + (62 if years == 1 else 88)
