"""The file without patients: it holds none, says the same numbers, and by a trait only what may be said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.access import DEMONSTRATION, NotAllowed, Principal
from data.groups import ADDED, NAMES, TRAITS, WHOLE, groups_of
from data.warehouse import current
from metrics.ask import Answers, CannotSplit, PatientsOnly, answers
from metrics.catalogue import METRICS
from metrics.scope import Scope

EXECUTIVE = Principal(name="Eve", roles=frozenset({"executive"}), subject="i|e")
TRAIT_METRICS = ("discharges", "home_share", "days_past_ctr", "nctr", "stay_21_plus_share")


@pytest.fixture(scope="module")
def full(demo_store: Path) -> Answers:
    return answers(demo_store, DEMONSTRATION)


@pytest.fixture(scope="module")
def held(demo_store: Path) -> Answers:
    return answers(demo_store, EXECUTIVE)


def test_no_patient_is_in_the_file(demo_store: Path) -> None:
    version = current(demo_store)
    assert version is not None
    con = duckdb.connect(str(groups_of(version).path), read_only=True)
    tables = {name for (name,) in con.sql("select table_name from duckdb_tables()").fetchall()}
    columns = {name for (name,) in con.sql("select column_name from duckdb_columns() where not internal").fetchall()}
    assert not columns & set(NAMES)
    assert tables <= WHOLE | set(ADDED) | {f"{name}_by_{trait}" for name in ADDED for trait in TRAITS}
    for name in ADDED:
        for trait in TRAITS:
            if trait in {found for (found,) in con.sql(f"select column_name from (describe {name})").fetchall()}:
                assert con.sql(f"select count(*) from {name} where {trait} is not null").fetchall() == [(0,)]
    con.close()
    spells = duckdb.connect(str(version.path), read_only=True).sql("select spell_id, person_id from spells limit 500")
    content = groups_of(version).path.read_bytes()
    assert not [value for row in spells.fetchall() for value in row if value and value.encode() in content]


@pytest.mark.parametrize("key", sorted(METRICS))
def test_every_measure_is_the_same_number(full: Answers, held: Answers, key: str) -> None:
    scopes = [(Scope(), "month", None), (Scope(), "week", "site")]
    if "ward" in METRICS[key].fact.splits:
        scopes.append((Scope(ward=("Alder",)), "month", None))
    for scope, grain, by in scopes:
        if by is not None and by not in METRICS[key].fact.splits:
            continue
        mine = held.series(EXECUTIVE, key, scope, grain, by)
        assert_frame_equal(mine, full.series(DEMONSTRATION, key, scope, grain, by), rel_tol=1e-9)


@pytest.mark.parametrize("key", TRAIT_METRICS)
@pytest.mark.parametrize("trait", TRAITS)
def test_by_a_trait_no_small_number_is_told(full: Answers, held: Answers, key: str, trait: str) -> None:
    place = Scope(site=(held.choices(EXECUTIVE, "site")[0],))
    mine = held.series(EXECUTIVE, key, place, "month", trait)
    true = full.series(DEMONSTRATION, key, place, "month", trait)
    both = mine.join(true, on=["period_start", trait], nulls_equal=True, suffix="_true")
    assert both.height == true.height
    small = pl.col("denominator_true" if METRICS[key].shape == "ratio" else "value_true").is_between(0.5, 7)
    assert both.filter(small)["value"].null_count() == both.filter(small).height
    shown = both.filter(pl.col("value").is_not_null(), pl.col("value_true") > 0)
    assert shown.height or trait in ("ethnicity", "imd_decile", "local_authority")


def test_finer_than_the_traits_table_is_refused(held: Answers) -> None:
    for scope, grain, by in (
        (Scope(), "week", "sex"), (Scope(ward=("Alder",)), "month", "sex"),
        (Scope(cohort=("discharge hub",)), "month", "sex"),
    ):  # fmt: skip
        with pytest.raises(PatientsOnly, match="for those who may see patients"):
            held.series(EXECUTIVE, "home_share", scope, grain, by)


def test_patients_are_refused_before_any_file_is_asked(held: Answers) -> None:
    with pytest.raises(NotAllowed):
        held.board(EXECUTIVE, Scope())
    with pytest.raises(NotAllowed):
        held.spell_rows(EXECUTIVE, "RXX", "S1", "spells")
    with pytest.raises(NotAllowed):
        held.table(EXECUTIVE, "spells")


def test_a_council_is_given_its_own_residents_alone(full: Answers, held: Answers) -> None:
    residents = full.series(DEMONSTRATION, "discharges", Scope(), "month", "local_authority")
    name = residents.group_by("local_authority").agg(pl.col("value").sum()).sort("value")["local_authority"][-1]
    council = replace(EXECUTIVE, authorities=frozenset({name}))
    mine = held.series(council, "discharges", Scope(), "month")
    true = residents.filter(pl.col("local_authority") == name)
    assert mine.height == true.height
    near = (mine["value"] - true["value"]).abs()
    assert near.max() <= 2.5  # rounded to the nearest 5
    with pytest.raises(CannotSplit):
        held.series(council, "occupancy", Scope(), "month")
    with pytest.raises(PatientsOnly):
        held.series(council, "discharges", Scope(), "week")
    with pytest.raises(PatientsOnly):
        held.table(council, "waiting_now")


def test_a_partners_question_is_not_answered_with_anothers_answer(held: Answers) -> None:
    everybody = held.series(EXECUTIVE, "discharges", Scope(), "month")
    pathway = replace(EXECUTIVE, pathways=frozenset({"2"}))
    theirs = held.series(pathway, "discharges", Scope(), "month")
    assert theirs["value"].sum() < everybody["value"].sum() / 4
    split = held.series(EXECUTIVE, "discharges", Scope(), "month", "pathway").filter(pl.col("pathway") == "2")
    assert theirs["value"].to_list() == split["value"].to_list()
