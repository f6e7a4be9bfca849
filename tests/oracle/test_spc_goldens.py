"""XmR against the R package's own answers, and against a slow second implementation on random series."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import spc_slow

from metrics.spc import SpcOptions, spc_document

OURS = Path(__file__).parent / "goldens" / "spc"
SHARED = Path(__file__).parents[2].parent / "shared" / "goldens" / "spc"
# Published data: read from where they lie, never kept in the project.
REAL = ("s45_real_ae_rrk_breaches_rebase", "s46_real_ae_england_performance")
CASES = [*sorted(path.stem for path in OURS.glob("s*.json")), *REAL]


def golden(name: str) -> dict[str, Any]:
    path = (SHARED if name in REAL else OURS) / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{name} holds published data, which lie in shared/goldens/spc; that folder is not here")
    return json.loads(path.read_text(encoding="utf-8"))


def computed(case: dict[str, Any]) -> dict[str, Any]:
    params = case["params"]
    rebase = params["rebase"]
    options = SpcOptions(
        improvement=params["improvement_direction"],
        target=params["target"],
        rebase={name: days(given) for name, given in rebase.items()} if isinstance(rebase, dict) else days(rebase),
        fix_after_n=params["fix_after_n_points"],
        screen_outliers=params["screen_outliers"],
    )
    rows = pl.DataFrame(case["input"], schema_overrides={"value": pl.Float64}, infer_schema_length=None)
    return spc_document(rows.with_columns(pl.col("date").str.to_date()), options)


def days(texts: list[str] | None) -> list[date] | None:
    return None if texts is None else [date.fromisoformat(text) for text in texts]


def differences(ours: Any, theirs: Any, place: str = "") -> list[str]:
    """Where ours is not theirs: numbers to 1e-9 of their size (or 1e-12), all else equal; extra fields are ours."""
    if isinstance(theirs, dict):
        return [found for key in theirs for found in differences(ours[key], theirs[key], f"{place}.{key}")]
    if isinstance(theirs, list):
        if len(ours) != len(theirs):
            return [f"{place}: {len(ours)} entries, not {len(theirs)}"]
        pairs = enumerate(zip(ours, theirs, strict=True))
        return [found for i, (a, b) in pairs for found in differences(a, b, f"{place}[{i}]")]
    if isinstance(theirs, float | int) and not isinstance(theirs, bool):
        is_number = isinstance(ours, float | int) and not isinstance(ours, bool)
        same = is_number and abs(ours - theirs) <= max(1e-12, 1e-9 * abs(theirs))
    else:
        same = ours is theirs or (type(ours) is type(theirs) and ours == theirs)
    return [] if same else [f"{place}: {ours}, not {theirs}"]


def test_the_set_is_whole() -> None:
    assert len(CASES) == 46


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_the_package(name: str) -> None:
    case = golden(name)

    assert differences(computed(case), case["expected"]) == []


@pytest.mark.parametrize("name", CASES)
def test_the_slow_oracle_agrees_with_the_package_too(name: str) -> None:
    case = golden(name)
    expected = {key: case["expected"][key] for key in ("rows", "icons", "groups")}

    assert differences(spc_slow.chart(case["input"], case["params"]), expected) == []


def random_case(rng: random.Random) -> dict[str, Any]:
    """One to four facets of 1 to 60 rows: levels and drifts, few distinct values, gaps, rebases, targets."""
    facets: list[str | None] = [None] if rng.random() < 0.4 else ["A", "B", "C", "D"][: rng.randint(1, 4)]
    rows: list[dict[str, Any]] = []
    for facet in facets:
        rows += random_series(rng, facet)
    rng.shuffle(rows)
    dates = sorted({row["date"] for row in rows})
    starts = rng.sample(dates, min(len(dates), rng.choice([0, 0, 1, 2]))) or None
    target: Any = rng.choice([None, 10.0, 14.5])
    if facets[0] is not None and rng.random() < 0.5:
        target = {facets[0]: 12.0}
        starts = {facets[0]: starts} if starts else None
    params = {
        "improvement_direction": rng.choice(["increase", "decrease", "neutral"]),
        "target": target,
        "rebase": starts,
        "fix_after_n_points": rng.choice([None, None, 12, 15]),
        "screen_outliers": rng.random() < 0.7,
    }
    return {"input": rows, "params": params}


def random_series(rng: random.Random, facet: str | None) -> list[dict[str, Any]]:
    n, gaps, digits = rng.randint(1, 60), rng.choice([0.0, 0.0, 0.1, 0.4]), rng.choice([0, 1, 6])
    slope, noise = rng.choice([0.0, 0.0, 0.4, -0.3]), rng.choice([0.0, 0.5, 3.0])
    step = rng.choice([0.0, 0.0, 4.0])
    rows: list[dict[str, Any]] = []
    for i in range(n):
        level = 10 + slope * i + (step if i > n / 2 else 0)
        value = None if rng.random() < gaps else round(rng.gauss(level, noise), digits)
        day = (date(2024, 1, 1) + timedelta(weeks=i)).isoformat()
        rows.append({"date": day, "value": value} | ({} if facet is None else {"facet": facet}))
    return rows


@pytest.mark.parametrize("seed", range(300))
def test_agrees_with_the_slow_oracle(seed: int) -> None:
    case = random_case(random.Random(f"homeward spc {seed}"))

    assert differences(computed(case), spc_slow.chart(case["input"], case["params"])) == []
