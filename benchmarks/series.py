"""Every metric of the catalogue a week, in total and by ward, against a hand-written DuckDB query for the same numbers.

Ours is Answers._answer: no answer kept from before, the columns of the facts in memory already. The floor asks the
version's file, which after the warm-up is in DuckDB's memory, on the same connection the app uses.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pandas as pd
import polars as pl

from benchmarks.by_hand import BY_HAND, query
from benchmarks.common import Hospital, Lap, Options, in_turns, ratio, table, wall
from data.settings import Settings
from data.warehouse import current, open_version
from metrics.ask import Answers
from metrics.catalogue import METRICS
from metrics.scope import Scope

WEEK = "W-SUN"  # pandas names a week by its last day
PANDAS = ("discharges", "days_past_ctr", "los_median", "nctr_share", "occupancy")


@dataclass(frozen=True)
class Raced:
    """One metric, in total or by ward: both contestants' laps, and whether they said the same."""

    key: str
    by: str | None
    ours: list[Lap]
    floor: list[Lap]
    same: str


def run(hospital: Hospital, options: Options) -> None:
    """Print the worst ratios first, then the handful against pandas."""
    version = current(hospital.store)
    assert version is not None
    held, con = Answers(version, Settings()), open_version(version).cursor()
    missing = set(METRICS) ^ set(BY_HAND)
    if missing:
        print(f"Not in both the catalogue and by_hand.py, so left out: {', '.join(sorted(missing))}.")
    races = [
        _race(held, con, key, by, options.rounds)
        for key in METRICS if key in BY_HAND
        for by in (None, "ward") if by is None or by in METRICS[key].fact.splits
    ]  # fmt: skip
    _print_races(races)
    _print_pandas(held, con, options.rounds)
    con.close()


def _race(held: Answers, con: duckdb.DuckDBPyConnection, key: str, by: str | None, rounds: int) -> Raced:
    ours, floor = _ours(held, key, by), _floor(con, key, by)
    same = compared(ours(), floor(), by)
    laps = in_turns({"ours": ours, "floor": floor}, rounds)
    return Raced(key, by, laps["ours"], laps["floor"], same)


def _ours(held: Answers, key: str, by: str | None = None) -> Callable[[], pl.DataFrame]:
    return lambda: held._answer(key, Scope(), "week", by, ())


def _floor(con: duckdb.DuckDBPyConnection, key: str, by: str | None = None) -> Callable[[], pl.DataFrame]:
    text = query(key, by)
    return lambda: con.sql(text).pl()


def compared(ours: pl.DataFrame, floor: pl.DataFrame, by: str | None) -> str:
    """ "yes (how many)" when every value of the floor is ours too, and ours has no other but 0; else what differs."""
    keys = ["period_start", by] if by else ["period_start"]
    said = {row[:-1]: row[-1] for row in ours.select(*keys, "value").iter_rows() if row[-1] is not None}
    asked = {row[:-1]: row[-1] for row in floor.select(*keys, "value").iter_rows() if row[-1] is not None}
    wrong = [at for at, value in asked.items() if not math.isclose(said.get(at, math.nan), value, rel_tol=1e-9)]
    more = [at for at, value in said.items() if at not in asked and value]
    if wrong or more:
        return f"no: {len(wrong)} differ, {len(more)} only ours"
    return f"yes ({len(asked):,})" if asked else "no data for either"


def _print_races(races: list[Raced]) -> None:
    worst = sorted(races, key=lambda race: -ratio(race.ours, race.floor))
    rows = [
        (race.key, race.by or "", wall(race.ours), wall(race.floor), ratio(race.ours, race.floor), race.same)
        for race in worst
    ]
    table("Series, a week, worst first", ("metric", "by", "ours ms", "DuckDB ms", "ratio", "same numbers"), rows)
    summary = []
    for by in (None, "ward"):
        some = [race for race in races if race.by == by]
        ratios = sorted(ratio(race.ours, race.floor) for race in some)
        slowest = max(wall(race.ours) for race in some)
        summary.append((by or "total", len(some), statistics.median(ratios), ratios[-1], slowest))
    table("Series, in short", ("split", "metrics", "median ratio", "worst ratio", "slowest ms"), summary)


def _print_pandas(held: Answers, con: duckdb.DuckDBPyConnection, rounds: int) -> None:
    """A group-by of the rows in a data frame, in memory too."""
    frames = {name: con.sql(f"from {name}").df() for name in ("discharge", "census", "bed_day")}
    rows = []
    for key in PANDAS:
        with_pandas = _with_pandas(key, frames)
        found = with_pandas().rename("value").rename_axis("period_start").reset_index()
        found["period_start"] = found["period_start"].dt.start_time
        asked = pl.from_pandas(found).with_columns(pl.col("period_start").cast(pl.Date))
        same = compared(_ours(held, key)(), asked, None)
        laps = in_turns({"ours": _ours(held, key), "pandas": with_pandas}, rounds)
        rows.append((key, wall(laps["ours"]), wall(laps["pandas"]), ratio(laps["ours"], laps["pandas"]), same))
    table("Series against pandas", ("metric", "ours ms", "pandas ms", "ratio", "same numbers"), rows)


def _with_pandas(key: str, frames: dict[str, pd.DataFrame]) -> Callable[[], pd.Series]:
    def weeks(rows: pd.DataFrame) -> pd.core.groupby.DataFrameGroupBy:
        return rows.groupby(rows["stat_date"].dt.to_period(WEEK))

    def eligible() -> pd.DataFrame:
        return frames["discharge"].query("eligible == 1")

    def occupancy() -> pd.Series:
        found = weeks(frames["bed_day"])[["occupied", "beds_open"]].sum()
        return found["occupied"] / found["beds_open"]

    return {
        "discharges": lambda: weeks(eligible()).size(),
        "days_past_ctr": lambda: weeks(eligible().fillna({"delay_days": 0}))["delay_days"].mean(),
        "los_median": lambda: weeks(eligible())["stay_days"].quantile(0.5, interpolation="lower"),
        "nctr_share": lambda: weeks(frames["census"])["not_meeting"].mean(),
        "occupancy": occupancy,
    }[key]
