"""Expected discharges: nothing later leaks into a forecast, wards add up, and ranges hold as often as they say."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

from forecast_samples import drawn, until

from data.access import DEMONSTRATION
from data.demo import generate
from data.loading import load
from metrics import forecast
from metrics.ask import answers
from metrics.forecast import LEVELS, SITE, WARD, Forecast
from metrics.forecast.forecast import forecast as make
from metrics.forecast.history import HORIZONS, SCORED, History
from metrics.forecast.scores import leaving, score

MORNINGS = 7 * 75
BEDS = pl.DataFrame({"site": ["North", "North", "South"], "ward": ["A", "B", "C"], "beds_open": [24, 24, 24]})


@cache
def whole_history() -> tuple[History, Forecast]:
    past = drawn(MORNINGS)
    return past, make(past, BEDS)


@settings(max_examples=12, deadline=None)
@given(back=st.integers(1, SCORED))
def test_a_forecast_is_the_same_whether_or_not_later_days_are_known(back: int) -> None:
    past, now = whole_history()
    then = make(until(past, MORNINGS - back), BEDS)
    for name in ("leaving", "coming", "week", "staying"):
        mine, theirs = getattr(then, name), getattr(now, name)
        for part in ("expected", "low", "high"):
            np.testing.assert_allclose(getattr(mine, part)[-1], getattr(theirs, part)[-1 - back], rtol=1e-5)


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 1000))
def test_wards_add_up_to_their_site_and_sites_to_all(seed: int) -> None:
    found = make(drawn(7 * 20, seed), BEDS)
    for of in (found.leaving, found.coming, found.staying, found.week):
        by_level = {level: of.expected[:, found.at(level)].sum(1) for level in LEVELS}
        np.testing.assert_allclose(by_level[WARD], by_level["all"])
        np.testing.assert_allclose(by_level[SITE], by_level["all"])
        north = found.units.with_row_index("u").filter(site="North", level=WARD)["u"].to_list()
        np.testing.assert_allclose(of.expected[:, north].sum(1), of.expected[:, found.unit("North")])


def test_ranges_are_in_order_and_of_whole_people() -> None:
    _, found = whole_history()
    low, high = found.leaving.low, found.leaving.high
    known = np.isfinite(low)
    assert known[-SCORED:].all()
    assert (low[known] <= high[known]).all()
    assert (low[known] >= 0).all()
    assert (np.round(high[known]) == high[known]).all()


@pytest.fixture(
    scope="module", params=[1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)]
)
def three_years(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    folder = tmp_path_factory.mktemp(f"three-years-{request.param}")
    generate(folder / "extracts", seed=request.param, years=3, last_day=date(2026, 11, 21))
    load(folder / "store", [folder / "extracts" / f"{kind}.csv" for kind in ("spells", "board", "beds")])
    found = forecast.expected(answers(folder / "store"), DEMONSTRATION)
    assert found is not None
    return found


@pytest.mark.parametrize("ahead", range(HORIZONS))
@pytest.mark.parametrize("level", LEVELS)
def test_ranges_of_the_last_year_held_on_eight_days_of_ten(three_years: Forecast, level: str, ahead: int) -> None:
    scored = leaving(three_years, level, ahead)
    assert scored is not None
    assert scored.n == (SCORED - ahead) * len(three_years.at(level))
    assert 0.75 <= scored.held <= 0.85
    assert scored.naive_miss is not None
    assert scored.miss < scored.naive_miss
    assert abs(scored.bias) < 0.02 * three_years.leaving.expected[:, three_years.at(level)].mean()


@pytest.mark.parametrize("level", ["all", SITE])
def test_ranges_of_the_week_and_of_beds_held_on_eight_days_of_ten(three_years: Forecast, level: str) -> None:
    units = three_years.at(level)
    found = [
        score(three_years.week, units, 0),
        *(score(three_years.staying, units, ahead) for ahead in range(HORIZONS)),
    ]
    assert [one.held for one in found if one is not None and not 0.75 <= one.held <= 0.85] == []


def test_the_forecast_of_the_morning_is_well_ahead_of_the_plain_mean(three_years: Forecast) -> None:
    scored = leaving(three_years, "all", 0)
    assert scored is not None
    assert scored.naive_miss is not None
    assert scored.miss < 0.75 * scored.naive_miss


LATER = ("expected_date_set_at", "discharged_at", "discharge_ready_date", "criteria_not_met_at", "support_started_at")
ON_LEAVING = ("discharge_method", "discharge_destination", "weekly_care_cost", *LATER)


def as_known_on(folder: Path, out: Path, morning: date) -> None:
    """The extracts as they were on a morning: who came later is not there, nor what was written later of the others."""
    out.mkdir()
    text = {"infer_schema": False}
    spells = pl.read_csv(folder / "spells.csv", **text).filter(pl.col("admitted_at") < f"{morning}")  # type: ignore[arg-type]
    still = pl.col("discharged_at").is_null() | (pl.col("discharged_at") >= f"{morning}")
    later = [pl.when(pl.col(name) < f"{morning}").then(pl.col(name)).alias(name) for name in LATER]
    blank = [pl.when(~still).then(pl.col(name)).alias(name) for name in ON_LEAVING if name not in LATER]
    spells.with_columns(*later, *blank).write_csv(out / "spells.csv")
    board = pl.read_csv(folder / "board.csv", **text)  # type: ignore[arg-type]
    board.filter(pl.col("snapshot_at") < f"{morning}T23").write_csv(out / "board.csv")
    beds = pl.read_csv(folder / "beds.csv", **text)  # type: ignore[arg-type]
    beds.filter(pl.col("date") < f"{morning}").write_csv(out / "beds.csv")


def test_extracts_that_end_earlier_gave_the_same_forecast_then(tmp_path: Path) -> None:
    last, back = date(2026, 11, 21), 20
    generate(tmp_path / "now", years=1, last_day=last)
    as_known_on(tmp_path / "now", tmp_path / "then", last + timedelta(days=1 - back))
    found = []
    for name in ("now", "then"):
        files = [tmp_path / name / f"{kind}.csv" for kind in ("spells", "board", "beds")]
        load(tmp_path / f"{name}-store", files)
        made = forecast.expected(answers(tmp_path / f"{name}-store"), DEMONSTRATION)
        assert made is not None
        found.append(made)
    now, then = found
    assert then.past.last == last + timedelta(days=1 - back)
    assert then.units.equals(now.units)
    for of in ("leaving", "coming", "week", "staying"):
        for part in ("expected", "low", "high"):
            mine, theirs = getattr(getattr(then, of), part)[-1], getattr(getattr(now, of), part)[-1 - back]
            np.testing.assert_allclose(mine, theirs, rtol=1e-5, err_msg=f"{of} {part}")
