"""What every test may use: stores loaded from real files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.access import DEMONSTRATION, Principal
from data.demo import generate
from data.loading import load
from tests.chromium import browser, driver
from tests.postgres import postgres_schema, postgres_url, register
from tests.spark import spark

__all__ = ["browser", "driver", "postgres_schema", "postgres_url", "register", "spark"]

GOLDENS = Path(__file__).parent / "oracle" / "goldens"
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def principal() -> Principal:
    return DEMONSTRATION


@pytest.fixture(scope="session", params=sorted(path.name for path in (GOLDENS / "metrics").iterdir() if path.is_dir()))
def golden_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(the golden set's folder, a store loaded from its extracts)."""
    folder = GOLDENS / "metrics" / request.param
    store = tmp_path_factory.mktemp(request.param)
    names = ("spells.csv", "board.csv", "beds.csv")
    report = load(store, [folder / name for name in names if (folder / name).exists()])
    assert not [extract.refused for extract in report.extracts if extract.refused]
    return folder, store


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one year of the demonstration hospital, read only."""
    folder = tmp_path_factory.mktemp("demonstration")
    generate(folder / "extracts", years=1, last_day=date(2026, 11, 21))
    report = load(folder / "store", [folder / "extracts"])
    assert not [extract.refused for extract in report.extracts if extract.refused]
    (folder / "store" / "homeward.toml").write_text("dtoc_population = 500_000\n")
    return folder / "store"
