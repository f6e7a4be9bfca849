"""The facts on a real Spark cluster: the very rows that DuckDB makes, and a worker killed while they are made."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from benchmarks.region import write_board, write_spells
from data import engine, facts
from data.engine.bringing import bring
from data.engine.sending import send
from data.loading import load
from data.settings import Settings
from data.warehouse import current
from tests.engines import different_facts, draft, unlike, write_settings
from tests.spark import Cluster

pytestmark = [
    pytest.mark.slow,
    # impyla leaves the socket of a connection that was refused, while the cluster starts, to be collected some time
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]
SPELLS = 200_000


def test_every_fact_of_the_golden_data_is_the_same(
    golden_store: tuple[Path, Path], spark: Cluster, tmp_path: Path
) -> None:
    settings = Settings(engine_url=spark.url, engine_folder=str(spark.folder), engine_schema="goldens")
    assert different_facts(golden_store[1], tmp_path, settings) == []


def test_without_a_shared_folder_the_rows_travel_in_statements(spark: Cluster, tmp_path: Path) -> None:
    store = region(tmp_path, 150)
    settings = Settings(engine_url=spark.url, engine_schema="by_statements")
    assert different_facts(store, tmp_path, settings) == []


def test_an_engine_that_is_away_is_said_and_the_old_version_stays(tmp_path: Path) -> None:
    store = region(tmp_path, 100)
    before = current(store)
    write_settings(store, url="impala4://127.0.0.1:9/default?auth_mechanism=PLAIN", folder=str(tmp_path / "shared"))
    with pytest.raises(engine.EngineFault, match=r"127.0.0.1:9/default\S* can't be reached .* Nothing was loaded"):
        load(store, write_spells(tmp_path / "more", 101))
    assert current(store) == before


def test_a_worker_that_is_killed_changes_no_row(spark: Cluster, tmp_path: Path) -> None:
    store = region(tmp_path, SPELLS)
    settings = Settings(engine_url=spark.url, engine_folder=str(spark.folder), engine_schema="killed")
    with draft(store, tmp_path / "here.duckdb") as here, draft(store, tmp_path / "there.duckdb") as there:
        facts.build(here, settings)
        facts.prepare(there, settings)
        with engine.opened(settings) as held:
            send(there, held)
            spark.wait_for_executors()
            facts.make(LosesAWorker(held, spark))
            bring(there, held, None)
        assert unlike(here, there) == []
    assert spark.executors()[0] >= 1
    assert spark.executors()[1] == 0


class LosesAWorker:
    """An engine whose second worker is killed a second after the census is begun, the largest of the statements."""

    def __init__(self, held: engine.Engine, spark: Cluster) -> None:
        self._held, self._spark = held, spark
        self.put, self.ask, self.drop = held.put, held.ask, held.drop

    def create(self, name: str, statement: str) -> None:
        lost = threading.Timer(1.0, self._spark.kill_a_worker)
        if name == "census":
            lost.start()
        self._held.create(name, statement)
        if name == "census":
            assert not lost.is_alive(), "the statement was over before the worker was killed"


def region(folder: Path, spells: int) -> Path:
    """A store with that many spells of 130 providers, and the boards of ten."""
    files = write_spells(folder / "in", spells)
    report = load(folder / "store", [*files, write_board(folder / "in", files)])
    assert not [found for found in report.extracts if found.refused]
    return folder / "store"
