"""A wrong clock, a clock that jumps, another time zone: results depend on the as-at time of the data alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.one_thing import HEAD

ROOT = Path(__file__).resolve().parents[2]
FAKE = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
PROGRAM = """
import json, sys
from pathlib import Path
from datetime import datetime
from data.access import DEMONSTRATION
from data.loading import load
from data.warehouse import current
from metrics.ask import answers
from metrics.scope import Scope
store, file = Path(sys.argv[1]), Path(sys.argv[2])
report = load(store, [file], as_at=datetime(2026, 11, 20, 8))
rows = answers(store).series(DEMONSTRATION, "discharges", Scope(), "day")
print(json.dumps({
    "refused": report.extracts[0].refused, "quarantined": report.extracts[0].rows_quarantined,
    "data_version": report.data_version, "as_at": str(current(store).as_at),
    "rows": [[str(value) for value in row] for row in rows.rows()],
}))
"""
CLOCKS = {"2 days slow": "-2d", "a day fast": "+1d", "5 years fast": "+5y"}


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("clock") / "spells.csv"
    stays = [f"RXX,N,A1,S{day},70,21,1,2026-10-{day:02d} 10:00,2026-10-{day + 3:02d} 10:00\n" for day in range(1, 28)]
    file.write_text(HEAD + "".join(stays))
    return file


def loaded(store: Path, file: Path, **environment: str) -> dict[str, object]:
    """What another process, with its own clock, makes of an extract taken on 20 November at 8."""
    known = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run([sys.executable, "-c", PROGRAM, store, file], env=known, cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def usual(extract: Path) -> dict[str, object]:
    found = loaded(extract.parent / "usual", extract)
    assert (found["refused"], found["as_at"]) == (None, "2026-11-20 08:00:00")
    return found


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", *(pytest.param("America/Los_Angeles", marks=pytest.mark.slow),)]
)
def test_another_time_zone_changes_nothing(
    usual: dict[str, object], extract: Path, tmp_path: Path, zone: str, record_property: Callable[..., None]
) -> None:
    assert loaded(tmp_path / "store", extract, TZ=zone) == usual
    record_property("fault", "a wrong clock|1")


@pytest.mark.slow
@pytest.mark.skipif(FAKE is None, reason="libfaketime is not installed")
@pytest.mark.parametrize("clock", CLOCKS.values(), ids=CLOCKS)
def test_a_wrong_clock_changes_nothing(
    usual: dict[str, object], extract: Path, tmp_path: Path, clock: str, record_property: Callable[..., None]
) -> None:
    found = loaded(tmp_path / "store", extract, LD_PRELOAD=str(FAKE), FAKETIME=clock)
    assert found == usual
    record_property("fault", "a wrong clock|1")


@pytest.mark.slow
@pytest.mark.skipif(FAKE is None, reason="libfaketime is not installed")
def test_an_hour_back_in_the_middle(
    usual: dict[str, object], extract: Path, tmp_path: Path, record_property: Callable[..., None]
) -> None:
    """The clock is set back an hour after the imports, while the load runs."""
    clock = tmp_path / "clock"
    clock.write_text("+0")
    program = PROGRAM.replace("report = load(", f"open({str(clock)!r}, 'w').write('-1h')\nreport = load(")
    known = {
        **os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(FAKE), "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
    }  # fmt: skip
    command = [sys.executable, "-c", program, tmp_path / "store", extract]
    done = subprocess.run(command, env=known, cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == usual
    record_property("fault", "a wrong clock|1")
