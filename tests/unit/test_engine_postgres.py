"""The facts on PostgreSQL: the very rows that DuckDB makes, sent once, brought back whole or added up."""

from __future__ import annotations

from pathlib import Path

import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import make_url

from data import engine
from data.access import DEMONSTRATION
from data.engine.sending import send
from data.loading import load
from data.settings import BadSetting, Settings
from data.warehouse import current
from metrics.ask import answers
from metrics.catalogue import METRICS
from metrics.scope import Scope
from tests.engines import different_facts, draft, write_settings
from tests.unit.small_hospital import Row, on_board, spell, write

REASON = "Bed-based rehabilitation, reablement or recovery service arrangements still underway (P2)"
SMALL: dict[str, list[Row]] = {
    "spells": [
        # Pairs that a server's language orders otherwise than their bytes, and seconds with a fraction.
        spell("a1", "2025-01-02 10:00:59.9", "2025-01-09", person_id="p1", pathway="1", ward="Ward Z",
              criteria_not_met_at="2025-01-04 09:30:30.75", support_started_at="2025-01-09 16:00:00.5"),
        spell("B1", "2025-01-09 23:59:59.999", "2025-01-12", person_id="p1", ward="ward a", weekly_care_cost="812.34"),
        spell("Ä1", "2025-01-03", pathway="2", ward='said "it, was"', expected_discharge_date="2025-01-20"),
        spell("c3", "2025-01-01", "2025-01-31", provider="RX2", site="B", ward="-", age="17"),
    ],
    "board": [
        on_board("a1", "2025-01-05 08:00:00.25", "N", pathway="1", delay_reason=REASON),
        on_board("a1", "2025-01-05 08:00:00.5", "N", site="Z", pathway="1"),
        on_board("Ä1", "2025-01-06", "Y", waiting_for="", owner="\\N"),
        on_board("Ä1", "2025-01-07", "N", pathway="2", waiting_for="Ülrike's team\nline two"),
    ],
    "ward_stays": [
        {"provider": "RX1", "spell_id": "B1", "site": "A", "ward": ward, "from": "2025-01-09 23:59", "to": "2025-01-10"}
        for ward in ("b", "B")
    ][:1],
    "beds": [{"provider": "RX1", "site": "A", "ward": "Ward Z", "date": f"2025-01-{n:02}", "beds_open": "7"}
             for n in range(2, 10)],
    "intermediate_care": [
        {"provider": "RX1", "service": "S", "setting": "home", "episode_id": "E1", "spell_id": "a1",
         "referred_at": "2025-01-04 10:00:00.7", "started_at": "2025-01-05 09:00:00.2", "ended_at": "2025-01-20",
         "destination": "home", "care_calls_start": "2.1", "care_calls_end": "0.3"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    files = [write(folder / "in", f"{kind}.csv", rows) for kind, rows in SMALL.items()]
    report = load(folder / "store", files)
    assert [(found.refused, dict(found.reasons)) for found in report.extracts] == [(None, {})] * len(SMALL)
    return folder / "store"


def on(url: str, **engine_settings: object) -> Settings:
    """Settings of a store whose facts are built on that server."""
    return Settings(engine_url=url, **engine_settings)  # type: ignore[arg-type]


def test_every_fact_of_the_golden_data_is_the_same(
    golden_store: tuple[Path, Path], postgres_url: str, tmp_path: Path
) -> None:
    assert different_facts(golden_store[1], tmp_path, on(postgres_url)) == []


def test_every_fact_of_awkward_texts_and_times_is_the_same(
    small_store: Path, postgres_url: str, tmp_path: Path
) -> None:
    assert different_facts(small_store, tmp_path, on(postgres_url)) == []


def test_what_the_engine_holds_is_not_sent_again(small_store: Path, postgres_url: str, tmp_path: Path) -> None:
    settings = on(postgres_url, engine_schema="sent_once")
    with draft(small_store, tmp_path / "a.duckdb") as con:
        engine.build(con, settings)
        with engine.opened(settings) as held:
            assert send(con, held) == 0
        con.execute("update spells set pathway = '3' where spell_id = 'a1'")
        with engine.opened(settings) as held:
            assert send(con, held) == 1  # the spells of RX1; not those of RX2, no other table
            assert held.ask("select pathway from spells where spell_id in ('a1', 'c3') order by 1 nulls first") == [
                (None,), ("3",)
            ]  # fmt: skip
        con.execute("delete from spells where provider = 'RX2'")
        with engine.opened(settings) as held:
            assert (send(con, held), held.ask("select count(*) from spells")) == (0, [(3,)])


def test_a_user_changes_one_line_and_the_numbers_are_the_same(
    small_store: Path, postgres_url: str, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    write_settings(store, url=postgres_url, schema="one_line")
    report = load(store, sorted((small_store.parent / "in").glob("*.csv")))
    mine, true = current(store), current(small_store)
    assert report.published and mine is not None and true is not None
    assert mine.data_version == true.data_version
    for key in METRICS:
        told, held = (answers(place).series(DEMONSTRATION, key, Scope(), "day") for place in (store, small_store))
        assert_frame_equal(told, held)


def test_an_engine_that_is_away_is_said_and_the_old_version_stays(small_store: Path, tmp_path: Path) -> None:
    store, files = tmp_path / "store", sorted((small_store.parent / "in").glob("*.csv"))
    load(store, files[:1])
    before = current(store)
    write_settings(store, url="postgresql+psycopg://homeward@127.0.0.1:9/none")
    with pytest.raises(engine.EngineFault, match=r"homeward@127.0.0.1:9/none can't be reached .* as they were; try"):
        load(store, files)
    assert current(store) == before
    assert not list((store / "versions").glob("*.part"))


def test_an_engine_that_gives_up_half_way_keeps_nothing(small_store: Path, postgres_url: str, tmp_path: Path) -> None:
    settings = on(postgres_url, engine_schema="half_way")
    with draft(small_store, tmp_path / "a.duckdb") as con:
        engine.build(con, settings)
        with pytest.raises(engine.EngineFault, match="gave up"), engine.opened(settings) as held:
            held.drop("stay")
            held.ask("select pg_terminate_backend(pg_backend_pid())")
        with engine.opened(settings) as held:
            assert held.ask("select count(*) from stay") == [(4,)]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://server/database", "mysql is no engine that Homeward knows"),
        ("not an address", "url is not one"),
        ("postgresql+psycopg://homeward:secret@server/database", "HOMEWARD_ENGINE_PASSWORD in the environment"),
    ],
)
def test_an_address_that_names_no_engine_is_refused(url: str, words: str) -> None:
    with pytest.raises(engine.BadEngine, match=words), engine.opened(on(url)):
        raise AssertionError("opened")


def test_lines_that_mean_nothing_are_refused(tmp_path: Path) -> None:
    for line, words in (
        ("adress = 'x'", "takes the settings url, folder, schema, bring, splits"),
        ("schema = 'drop table'", "schema under"),
        ("bring = 'some'", "bring under"),
        ("splits = ['bed']", "splits under"),
        ("url = 5", "must be a text"),
    ):
        (tmp_path / "homeward.toml").write_text(f"[engine]\n{line}\n")
        with pytest.raises(BadSetting, match=words):
            Settings.read(tmp_path)


def test_the_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_ENGINE_PASSWORD", "secret")
    url = engine.address(on("postgresql+psycopg://homeward@server/database"))
    assert url == make_url("postgresql+psycopg://homeward:secret@server/database")
