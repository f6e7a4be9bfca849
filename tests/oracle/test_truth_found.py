"""The demonstration hospital's true effects are found: held by the intervals, never called the wrong way round."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from pages import comparing, service

LAST_DAY = date(2026, 11, 21)
SEEDS = 20
NULL = "weekend-criteria-led-discharge"


def verdicts(folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool, str, float]]:
    """(area, whether the interval holds the truth, verdict, true effect) of each area's primary metric."""
    monkeypatch.setenv("HOMEWARD_STORE", str(folder))
    service.make_demonstration(folder=folder, seed=seed, last_day=LAST_DAY)
    truth = {
        area["id"]: area["primary"] for area in json.loads((folder / "demo" / "truth.json").read_text())["test_areas"]
    }
    found = []
    for area in service.entries(service.TestArea, folder):
        comparison = comparing.compared(service.ask(folder), service.principal(), area)
        parts = comparison.verdict.parts()
        effect = truth[area.id]["effect"]
        if comparison.method in ("wards", "staggered") and comparison.metric.shape == "flow":
            effect /= len(area.scope.ward)  # the methods between wards say the effect in each ward
        held = parts["change"] is not None and parts["change_low"] <= effect <= parts["change_high"]
        found.append((area.id, held, parts["verdict"], effect))
    return found


def wrong_way(verdict: str, area: str) -> bool:
    return verdict == "worse" and area != NULL


@pytest.mark.slow
def test_the_truth_is_found_over_many_seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At least 90% of intervals hold the truth, none is called the wrong way, the null area improved at most once."""
    every = []
    for seed in range(1, SEEDS + 1):
        folder = tmp_path / str(seed)
        every += verdicts(folder, seed, monkeypatch)
        shutil.rmtree(folder)
    held = sum(holds for _, holds, _, _ in every) / len(every)
    print(f"{len(every)} comparisons, {held:.1%} of the intervals hold the truth")
    for area in {name for name, *_ in every}:
        mine = [(holds, verdict) for name, holds, verdict, _ in every if name == area]
        print(
            f"{area}: {sum(h for h, _ in mine)} of {len(mine)} held; {sum(v == 'improved' for _, v in mine)} improved"
        )
    assert held >= 0.9
    assert not [name for name, _, verdict, _ in every if wrong_way(verdict, name)]
    assert sum(verdict == "improved" for name, _, verdict, _ in every if name == NULL) <= 1


def test_the_truth_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = verdicts(tmp_path, 1, monkeypatch)
    assert len(found) == 7
    assert sum(holds for _, holds, _, _ in found) >= 6
    assert not [name for name, _, verdict, _ in found if wrong_way(verdict, name)]
    assert {name: verdict for name, _, verdict, _ in found}[NULL] == "no clear change"
