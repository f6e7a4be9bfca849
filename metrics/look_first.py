"""Where to look first: wards put in order by a stated rule, each with its reasons and with what is not known about it.

The rule, for the last `weeks` whole weeks of every measure that can be judged (at least FEWEST people, and a level):
  signal      1 where the ward's own chart shows special cause for the worse in its latest week, else 0
  distance    how far the ward is on the worse side of the target, else of the trust's own level, in units of the ward's
              own week-to-week variation (a third of the way from its mean to its limit), 3 at most, over 3
  worsening   how far these weeks are on the worse side of the `before` weeks before them, in the same units, over 3
The three are weighted, added, and averaged over the ward's judged measures. To that comes, weighted:
  volume      the ward's bed days past ready in these weeks over those of the ward with most
The sum is said out of 100. What is not known lowers it: by `doubt` times the share that is not known, where known is
the share of discharges with a ready date, times that of the board with a status, times that of the measures judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from metrics.matrix import Line, matrix
from metrics.metric import Metric
from metrics.spc import REFERENCE, Rules

MEASURES = (
    "days_past_ctr", "nctr_share", "stay_21_plus_share", "on_ready_date_share", "home_share", "before_noon_share",
)  # fmt: skip
VOLUME, READY_KNOWN, STATUS_KNOWN = "bed_days_past_ctr", "ready_date_completeness", "status_recorded_share"
FEWEST, MOST_UNITS, FIRST = 8, 3.0, 3
WEIGHTS = ("signal", "distance", "worsening", "volume")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The weights, none below 0; doubt is 0 to 1. weeks and before are whole weeks."""

    signal: float = 3.0
    distance: float = 2.0
    worsening: float = 1.0
    volume: float = 2.0
    doubt: float = 0.5
    weeks: int = 4
    before: int = 12

    @property
    def most(self) -> float:
        """The points a ward can have at most."""
        return self.signal + self.distance + self.worsening + self.volume


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One measure of one ward: value, what it is held against (target or trust's level) and the parts of the rule.

    distance and worsening are in units of the ward's own variation, positive for the worse, None without limits.
    n: people (of a census: their days) behind the value. before: the level of the weeks before. judged: whether it
    counts. cause: the special cause for the worse, None without.
    """

    metric: Metric
    value: float
    reference: float | None
    is_target: bool
    n: float
    before: float | None = None
    cause: str | None = None
    distance: float | None = None
    worsening: float | None = None
    judged: bool = True
    advice: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ward:
    """A ward with what is known of it; shares are of 1 and None where the feed holds nothing."""

    name: str
    readings: tuple[Reading, ...]
    bed_days: float
    ready_known: float | None
    status_known: float | None
    score: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)
    known: float = 1.0
    steady: int = 0

    def points(self, reading: Reading) -> float:
        """What a reading adds to the ward's sum of signal, distance and worsening, before any weight: 0 to 3."""
        return (reading.cause is not None) + _worse(reading.distance) + _worse(reading.worsening)

    @property
    def judged(self) -> tuple[Reading, ...]:
        """The readings that count."""
        return tuple(reading for reading in self.readings if reading.judged)


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Wards in order; silent ones had no measure that can be judged. variants: how many other weightings were tried."""

    wards: tuple[Ward, ...]
    silent: tuple[Ward, ...]
    rule: Rule
    variants: int


@dataclass(frozen=True, kw_only=True)
class Level:
    """A measure of the whole trust: the same series without a split, and its target if it has one."""

    values: pl.DataFrame
    target: float | None = None


def look_first(
    lines: Sequence[Line], levels: Mapping[str, Level], beside: Mapping[str, pl.DataFrame], rule: Rule,
    rules: Rules = REFERENCE,
) -> Ranking:  # fmt: skip
    """Rank the wards of the lines (weekly ratio measures, see metrics.matrix).

    levels: by measure. beside: the weekly series by ward of VOLUME, READY_KNOWN and STATUS_KNOWN, as far as loaded.
    rules: of the charts that signals are read on. Equal scores stand by bed days, then by name. A ward without a value
    in these weeks is left out.
    """
    readings: dict[str, list[Reading]] = {}
    now = matrix(lines, rules=rules)
    for line in lines:
        for name, reading in _readings(line, levels[line.metric.key], now, rule):
            readings.setdefault(name, []).append(reading)
    sides = {key: _sides(rows, rule) for key, rows in beside.items()}
    wards = [
        Ward(
            name=name, readings=tuple(found), bed_days=sides.get(VOLUME, {}).get(name, (0.0, None))[0],
            ready_known=_share(sides.get(READY_KNOWN, {}).get(name)),
            status_known=_share(sides.get(STATUS_KNOWN, {}).get(name)),
        )
        for name, found in readings.items()
    ]  # fmt: skip
    return _ranked(wards, rule, len(lines))


def _readings(line: Line, level: Level, now: pl.DataFrame, rule: Rule) -> list[tuple[str, Reading]]:
    """The measure in every ward that has a value in the last weeks."""
    metric, sign = line.metric, {"lower": 1.0, "higher": -1.0, "neither": 0.0}[line.metric.direction]
    trust = _windows(level.values.with_columns(name=pl.lit("")), rule, _weeks(line.values, rule))
    usual = trust.row(0, named=True)["value"] if trust.height else None
    latest = now.filter(pl.col("metric") == metric.key).select(
        "name", "mean", "upl", "lpl", "advice", "shown_as", "cause"
    )
    rows = _windows(line.values, rule, _weeks(line.values, rule)).join(latest, on="name", how="left")
    found = []
    for row in rows.sort("name").to_dicts():
        target = line.targets.get(row["name"], level.target)
        reference = usual if target is None else target
        unit = _unit(row)
        away = None if reference is None else sign * (row["value"] - reference)
        later = None if row["before"] is None else sign * (row["value"] - row["before"])
        reading = Reading(
            metric=metric, value=row["value"], reference=reference, is_target=target is not None, n=row["n"],
            before=row["before"],
            cause=row["cause"] if row["shown_as"] == "special_cause_concern" else None,
            distance=away / unit if unit and away is not None else None,
            worsening=later / unit if unit and later is not None else None,
            # Without limits a ward on the worse side can't be measured; one on the good side needs no unit.
            judged=row["n"] >= FEWEST and away is not None and (unit is not None or away <= 0),
            advice=row["advice"],
        )  # fmt: skip
        found.append((row["name"], reading))
    return found


def _weeks(values: pl.DataFrame, rule: Rule) -> tuple[list[object], list[object]]:
    """The first days of the last whole weeks in which any ward has a value, and of those before them."""
    whole = values.filter(~pl.col("partial"), pl.col("value").is_not_null())
    days = whole["period_start"].unique().sort().to_list()
    cut = max(len(days) - rule.weeks, 0)
    return days[cut:], days[max(cut - rule.before, 0) : cut]


def _windows(values: pl.DataFrame, rule: Rule, weeks: tuple[list[object], list[object]]) -> pl.DataFrame:
    """name, value, n, before: sums divided last, over the last weeks and over those before them."""
    inside = values.filter(pl.col("name").is_not_null(), ~pl.col("partial"))
    parts = []
    for days in weeks:
        rows = inside.filter(pl.col("period_start").is_in(days)).group_by("name")
        parts.append(rows.agg(pl.col("numerator", "denominator").sum()).filter(pl.col("denominator") > 0))
    ratio = pl.col("numerator") / pl.col("denominator")
    now, then = parts[0].with_columns(value=ratio, n=pl.col("denominator")), parts[1].with_columns(before=ratio)
    return now.select("name", "value", "n").join(then.select("name", "before"), on="name", how="left")


def _unit(row: Mapping[str, object]) -> float | None:
    """A third of the way from the ward's mean to its limit; None where limits are not to be read."""
    mean, upper = row["mean"], row["upl"]
    if row["advice"] not in (None, "latest_missing", "gappy") or not isinstance(upper, float):
        return None
    return (upper - float(mean)) / 3 or None  # type: ignore[arg-type]


def _sides(values: pl.DataFrame, rule: Rule) -> dict[str, tuple[float, float | None]]:
    """By ward: numerator and denominator summed over the last weeks."""
    days = _weeks(values, rule)[0]
    rows = values.filter(pl.col("name").is_not_null(), pl.col("period_start").is_in(days))
    summed = rows.group_by("name").agg(pl.col("numerator").sum(), pl.col("denominator").sum())
    return {row["name"]: (row["numerator"], row["denominator"]) for row in summed.to_dicts()}


def _share(parts: tuple[float, float | None] | None) -> float | None:
    return parts[0] / parts[1] if parts and parts[1] else None


def _ranked(wards: Sequence[Ward], rule: Rule, measures: int) -> Ranking:
    judged = [ward for ward in wards if ward.judged]
    scored = _scored(judged, rule, measures)
    others = [_scored(judged, other, measures) for other in variants(rule)]
    ahead = [{ward.name for ward in order[:FIRST]} for order in others]
    steady = tuple(replace(ward, steady=sum(ward.name in names for names in ahead)) for ward in scored)
    silent = tuple(sorted((ward for ward in wards if not ward.judged), key=lambda ward: ward.name))
    return Ranking(wards=steady, silent=silent, rule=rule, variants=len(others))


def variants(rule: Rule) -> list[Rule]:
    """The rule with each weight doubled, and with each left out: does the order hang on one of them?"""
    weighed = [name for name in WEIGHTS if getattr(rule, name)]
    changed = [replace(rule, **{name: getattr(rule, name) * by}) for name in weighed for by in (0, 2)]
    return [other for other in changed if other.most]


def _scored(wards: Sequence[Ward], rule: Rule, measures: int) -> list[Ward]:
    most = max((ward.bed_days for ward in wards), default=0.0)
    found = []
    for ward in wards:
        parts = _parts(ward, rule, most)
        known = (len(ward.judged) / measures) * _known(ward.ready_known) * _known(ward.status_known)
        score = sum(parts.values()) * (1 - rule.doubt * (1 - known))
        found.append(replace(ward, parts=parts, known=known, score=score))
    return sorted(found, key=lambda ward: (-ward.score, -ward.bed_days, ward.name))


def _parts(ward: Ward, rule: Rule, most: float) -> dict[str, float]:
    """The ward's points out of 100 by ingredient, before anything is taken off for what is not known."""
    each, scale = len(ward.judged), 100 / (rule.most or 1)
    shares = {
        "signal": sum(reading.cause is not None for reading in ward.judged) / each,
        "distance": sum(_worse(reading.distance) for reading in ward.judged) / each,
        "worsening": sum(_worse(reading.worsening) for reading in ward.judged) / each,
        "volume": ward.bed_days / most if most else 0.0,
    }
    return {name: scale * getattr(rule, name) * share for name, share in shares.items()}


def _worse(units: float | None) -> float:
    return min(max(units or 0.0, 0.0), MOST_UNITS) / MOST_UNITS


def _known(share: float | None) -> float:
    """A feed that is not loaded lowers no ward against another; the page says that it is missing."""
    return 1.0 if share is None else share
