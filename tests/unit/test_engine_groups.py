"""Facts added up for a region: every provider and site has the numbers of its rows, and no patient is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from polars.testing import assert_frame_equal

from benchmarks.region import write_board, write_spells
from data import engine, facts
from data.access import DEMONSTRATION, Principal
from data.engine.rolling import is_of_patients, splits_wanted
from data.groups import ADDED, NAMES
from data.loading import load
from data.settings import SPLITS, Settings
from data.warehouse import current
from metrics.ask import Answers, answers
from metrics.asking import NotKept
from metrics.catalogue import METRICS
from metrics.metric import CENSUS, DISCHARGE, FRONT_DOOR
from metrics.scope import Scope
from pages import paper, service
from tests.engines import draft, unlike

KEPT = ("site", "pathway", "reason_group")


@pytest.fixture(scope="module")
def whole(demo_store: Path) -> Answers:
    return answers(demo_store)


@pytest.fixture(scope="module")
def region(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The demonstration hospital's store with its facts added up, as a region would hold it."""
    version = current(demo_store)
    assert version is not None
    path = tmp_path_factory.mktemp("region") / "facts.duckdb"
    with draft(demo_store, path) as con:
        engine.build(con, Settings(engine_bring="groups"))
    settings = Settings.read(demo_store)
    return Answers(type(version)(**{**vars(version), "path": path, "splits": KEPT}), settings)


@pytest.mark.parametrize("key", sorted(METRICS))
def test_every_measure_is_the_same_number(whole: Answers, region: Answers, key: str) -> None:
    for scope, grain, by in ((Scope(), "day", None), (Scope(), "month", "provider"), (Scope(), "week", "site")):
        if by is None or by in METRICS[key].fact.splits:
            told, true = (held.series(DEMONSTRATION, key, scope, grain, by) for held in (region, whole))
            assert_frame_equal(told, true, rel_tol=1e-9)


def test_no_patient_and_no_finer_place_is_in_the_facts(region: Answers) -> None:
    with duckdb.connect(str(region.version.path), read_only=True) as con:
        for name, _ in facts.statements():
            if name in facts.SCRATCH:
                continue
            columns = [column for (column, *_) in con.sql(f"describe {name}").fetchall()]
            gone = [column for column in columns if column in {*SPLITS, *NAMES} - set(KEPT)]
            # A table that nothing is added up in holds no place finer than a site to begin with.
            known = " or ".join(f"{column} is not null" for column in gone) or "false"
            assert con.sql(f"select count(*) from {name} where {known}").fetchall() == [(0,)], name
            if is_of_patients(name):
                assert con.sql(f"select count(*) from {name}").fetchall() == [(0,)], name
        rows, patients = con.sql("select count(*), sum(patients) from census").fetchall()[0]
        assert rows * 3 < patients


@pytest.mark.parametrize(("scope", "by"), [(Scope(), "ward"), (Scope(), "age_band"), (Scope(ward="Ash"), None)])
def test_what_was_added_up_is_refused_not_called_not_recorded(region: Answers, scope: Scope, by: str | None) -> None:
    with pytest.raises(NotKept, match=r"in this store, whose figures are added up by provider, site, pathway"):
        region.series(DEMONSTRATION, "nctr", scope, "week", by)


def test_a_council_of_a_region_without_councils_gets_a_refusal_and_no_nought(region: Answers) -> None:
    council = Principal(name="council", roles=frozenset({"executive"}), authorities=frozenset({"Norham"}))
    with pytest.raises(NotKept, match="local_authority"):
        region.series(council, "discharges", Scope(), "month")
    sees = replace(council, roles=frozenset({"coordinator"}), wards=None, see_patients=True)
    for fact in (DISCHARGE, CENSUS):
        with pytest.raises(NotKept, match=f"{fact.name} can't be .* by local_authority"):
            region.fact(sees, fact, ["patients"], Scope())


def test_a_fact_that_is_not_added_up_keeps_its_splits(whole: Answers, region: Answers) -> None:
    assert region.splits(CENSUS) == ("provider", "site", "pathway", "reason_group")
    assert region.splits(FRONT_DOOR) == FRONT_DOOR.splits
    assert whole.splits(CENSUS) == CENSUS.splits


def test_the_board_paper_says_of_which_test_areas_nothing_is_known_any_more(
    region: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_STORE", str(tmp_path))
    live = service.GoLive(day=date(2026, 3, 2), scope=service.EntryScope())
    for name, scope in (("Rounds", {"ward": ("Ash",)}), ("Hub", {"site": ("Kestrel Park",)})):
        place = service.EntryScope(**scope)
        area = service.TestArea(
            name=name, scope=place, go_lives=(live,), primary_metric="days_past_ctr", direction="lower",
            why_here="The longest waits",
        )  # fmt: skip
        service.save_entry(area)
    told = paper.content(region, DEMONSTRATION, Scope(), region.version.as_at.date(), "none")
    lines = {line.area: line for line in told.areas}
    assert lines["Rounds"].reading == "not known here"
    assert lines["Rounds"].sentence.startswith("days_past_ctr can't be split or narrowed by ward in this store")
    assert lines["Hub"].now.split()[0].replace(".", "").isdigit()


def test_a_version_says_what_its_figures_can_be_split_by(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "homeward.toml").write_text('[engine]\nbring = "groups"\nsplits = ["site", "pathway"]\n', "utf-8")
    first = write_spells(tmp_path / "in", 300)
    load(store, first)
    assert [version.splits for version in (current(store),) if version] == [("site", "pathway")]
    assert service.added_up("site", store) is None
    assert str(service.added_up("ward", store)).startswith(
        "this store's figures are added up by provider, site and pathway, without wards."
    )
    assert "without single patients" in str(service.added_up(service.PATIENTS, store))
    (store / "homeward.toml").unlink()
    load(store, write_spells(tmp_path / "more", 400))
    assert [version.splits for version in (current(store),) if version] == [None]
    assert service.added_up(service.PATIENTS, store) is None


def test_a_server_gives_the_same_groups(postgres_url: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    files = write_spells(tmp_path / "in", 3_000)
    load(store, [*files, write_board(tmp_path / "in", files)])
    settings = Settings(engine_bring="groups", engine_splits=("site", "pathway", "ward"))
    there = Settings(**{**vars(settings), "engine_url": postgres_url, "engine_schema": "groups"})
    with draft(store, tmp_path / "a.duckdb") as mine, draft(store, tmp_path / "b.duckdb") as theirs:
        engine.build(mine, settings)
        engine.build(theirs, there)
        means = {name for name in ADDED if ADDED[name].averaged}  # a mean of decimals depends on their order
        assert set(unlike(mine, theirs)) <= means
        query = "select * exclude weekly_care_cost, round(weekly_care_cost, 6) as cost from discharge order by all"
        assert mine.sql(query).fetchall() == theirs.sql(query).fetchall()


def test_whether_facts_are_added_up_is_a_setting_or_their_size(
    demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with draft(demo_store, tmp_path / "a.duckdb") as con:
        assert splits_wanted(con, Settings()) is None
        assert splits_wanted(con, Settings(engine_url="x")) is None
        assert splits_wanted(con, Settings(engine_bring="groups")) == KEPT
        monkeypatch.setattr("data.engine.rolling.MANY", 10)
        assert splits_wanted(con, Settings()) is None
        assert splits_wanted(con, Settings(engine_url="x")) == KEPT
        assert splits_wanted(con, Settings(engine_url="x", engine_bring="rows")) is None
