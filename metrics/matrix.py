"""Many measures in many places at once: where each stands in its latest whole period, by its own limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

import polars as pl

from metrics.baseline import Frozen
from metrics.metric import Direction, Metric
from metrics.periods import Grain, starts
from metrics.spc import IMPROVEMENT_OF, REFERENCE, Rules, SpcOptions, spc
from metrics.trend import Trend, trend

SCHEMA = {
    "metric": pl.String, "name": pl.String, "date": pl.Date, "value": pl.Float64, "n": pl.Float64,
    "mean": pl.Float64, "lpl": pl.Float64, "upl": pl.Float64, "shown_as": pl.String, "cause": pl.String,
    "variation": pl.String, "assurance": pl.String, "advice": pl.String, "last": pl.Date,
}  # fmt: skip
_BETWEEN = "\x1f"


@dataclass(frozen=True, eq=False)
class Line:
    """One measure in all its places, and what the register holds for single ones of them.

    values: name, period_start, value, numerator, denominator, partial; a null name is left out. baselines, targets and
    rebases are by name, those of exactly that place, as its own chart has them.
    """

    metric: Metric
    values: pl.DataFrame
    targets: Mapping[str, float] = field(default_factory=dict)
    rebases: Mapping[str, Sequence[date]] = field(default_factory=dict)
    baselines: Mapping[str, Frozen] = field(default_factory=dict)


def matrix(lines: Sequence[Line], grain: Grain = "week", rules: Rules = REFERENCE) -> pl.DataFrame:
    """One row per measure and place: the columns of SCHEMA, measures in the order given, places by name.

    date: the measure's latest whole period in which any place has a value; value is null where this place has none
    then, and last its own latest period with one (null: never). n: the denominator of that period. variation and
    assurance are icon names, advice why limits should not be read (metrics/spc/policy.py). One calculation serves all
    places of all measures of one direction; only places with a frozen baseline are read one by one.
    """
    there = [line for line in lines if line.values["value"].is_not_null().any()]
    whole = pl.concat([_whole(line) for line in there]) if there else None
    if whole is None or whole.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    read = [
        _read([line for line in there if line.metric.direction == way], whole, way, grain, rules)
        for way in IMPROVEMENT_OF
    ]
    own = pl.DataFrame(
        [row for line in there for row in _frozen(line, whole, grain, rules)], schema=SCHEMA, orient="row"
    )
    found = pl.concat([*(rows for rows in read if rows is not None), own]).unique(["metric", "name"], keep="last")
    order = pl.DataFrame({"metric": [line.metric.key for line in there]}).with_row_index("at")
    names = found.select("name").unique()
    grid = order.join(names, how="cross").join(found, on=["metric", "name"], how="left")
    return grid.sort("at", "name").select(*SCHEMA)


def _whole(line: Line) -> pl.DataFrame:
    """metric, name, facet, date, value, n: whole periods up to the measure's latest, from each place's first value."""
    # A partial period keeps its place without a value, so that no moving range crosses it.
    value = pl.when(~pl.col("partial")).then(pl.col("value"))
    rows = line.values.filter(pl.col("name").is_not_null()).select(
        pl.lit(line.metric.key).alias("metric"),
        pl.col("name").cast(pl.String),
        pl.concat_str(pl.lit(line.metric.key), "name", separator=_BETWEEN).alias("facet"),
        pl.col("period_start").alias("date"),
        value.alias("value"),
        pl.col("denominator").alias("n"),
    )
    known = pl.col("value").is_not_null()
    rows = rows.filter(pl.col("date") <= pl.col("date").filter(known).max())
    return rows.filter(pl.col("date") >= pl.col("date").filter(known).min().over("facet"))


def _read(
    lines: Sequence[Line], whole: pl.DataFrame, way: Direction, grain: Grain, rules: Rules
) -> pl.DataFrame | None:
    mine = whole.filter(pl.col("metric").is_in([line.metric.key for line in lines]))
    if mine.is_empty():
        return None
    facets = set(mine["facet"].unique())
    targets = {facet: line.targets[name] for facet, line, name in _own(lines, "targets", facets)}
    broken = {line.metric.key: line.metric.breaks for line in lines}
    rebases = {facet: starts(broken[facet.split(_BETWEEN)[0]], grain) for facet in facets}
    for facet, line, name in _own(lines, "rebases", facets):
        rebases[facet] += starts(line.rebases[name], grain)
    options = SpcOptions(improvement=IMPROVEMENT_OF[way], target=targets or None, rebase=rebases, **asdict(rules))
    chart = spc(mine.select("facet", "date", "value"), options)
    guidance = chart.guidance.select("facet", "advice", variation="variation_icon", assurance="assurance_icon")
    seen = mine.filter(pl.col("value").is_not_null()).group_by("facet").agg(last=pl.col("date").max())
    latest = mine.filter(pl.col("date") == pl.col("date").max().over("metric")).drop("value")
    points = chart.rows.with_columns(cause=pl.col("special_cause_type"))
    return latest.join(points, on=["facet", "date"]).join(guidance, on="facet").join(seen, on="facet").select(*SCHEMA)


def _own(lines: Sequence[Line], what: str, facets: set[str]) -> list[tuple[str, Line, str]]:
    """Facet, line and name of each place that has one of its own."""
    named = [(f"{line.metric.key}{_BETWEEN}{name}", line, name) for line in lines for name in getattr(line, what)]
    return [entry for entry in named if entry[0] in facets]


def _frozen(line: Line, whole: pl.DataFrame, grain: Grain, rules: Rules) -> list[dict[str, object]]:
    """The places of a measure that have a frozen baseline, each read as its own chart is."""
    rows = []
    latest = whole.filter(pl.col("metric") == line.metric.key)["date"].max()
    for name, baseline in line.baselines.items():
        found = trend(
            line.metric, line.values.filter(pl.col("name") == name), grain, baseline=baseline,
            target=line.targets.get(name), rebases=line.rebases.get(name, ()), rules=rules,
        )  # fmt: skip
        if found.latest is not None and found.latest["date"] == latest:
            rows.append(_row(name, found, found.latest))
    return rows


def _row(name: str, found: Trend, latest: dict[str, object]) -> dict[str, object]:
    same = ("date", "value", "mean", "lpl", "upl", "shown_as")
    return {
        "metric": found.metric.key,
        "name": name,
        **{column: latest[column] for column in same},
        "n": latest["denominator"],
        "cause": latest["special_cause_type"],
        "variation": found.variation,
        "assurance": found.assurance,
        "advice": found.advice,
        "last": latest["date"],
    }
