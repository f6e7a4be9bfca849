"""One trust beside England, its region and others, from returned and published figures; what the page draws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from metrics import benchmarks, daily_return
from metrics.ask import Answers
from metrics.benchmarks import Reconciled
from metrics.catalogue import METRICS
from metrics.metric import RETURN_DAY, Metric
from metrics.periods import Grain
from metrics.scope import NATIONAL, Scope
from pages import returning, service

ENGLAND: Final = NATIONAL[0]
COUNTS: Final = {
    "remaining": "Remaining in hospital", "nctr": "No longer meeting the criteria", "discharged": "Discharged",
    "discharged_by_1700": "Discharged by 17:00",
}  # fmt: skip
GRAINS: Final[tuple[Grain, ...]] = ("month", "year")
COUNTED: Final = tuple(METRICS[key] for key in ("sitrep_nctr", "sitrep_remaining", "sitrep_stay_21_plus"))


@dataclass(frozen=True)
class Trusts:
    """The trusts with figures for a measure, code -> name and code -> region as last published.

    own: the first of the store's own providers that is among them. england: whether England has a row of its own.
    """

    names: dict[str, str]
    regions: dict[str, str]
    own: str | None
    england: bool

    def label(self, code: str) -> str:
        """The name with its code."""
        return f"{self.names[code]} ({code})" if self.names[code] != code else code


@dataclass(frozen=True, eq=False)
class Beside:
    """One line of the comparison: its name, its periods (date, value) and its level over the window, null if none."""

    name: str
    kind: str
    rows: pl.DataFrame
    value: float | None
    low: float | None = None
    high: float | None = None
    trusts: int = 1


@dataclass(frozen=True, eq=False)
class Picture:
    """All of the comparison for one measure. first, last: first days of the window's first and last period.

    lines: own, England (or all trusts), region, peers. levels: metrics.benchmarks.standings; middle: of all trusts.
    sent: name, share of the window's days (those that the most diligent trust sent) that each trust sent. index:
    whether values are 100 at each trust's own beginning.
    """

    metric: Metric
    grain: Grain
    first: date
    last: date
    lines: tuple[Beside, ...]
    levels: pl.DataFrame
    middle: pl.DataFrame
    sent: pl.DataFrame
    index: bool

    def line(self, kind: str) -> Beside | None:
        """The first line of a kind: own, england, region."""
        return next((line for line in self.lines if line.kind == kind), None)


def measures(held: Answers, who: service.Principal) -> list[Metric]:
    """The measures that trusts can be compared by and of which figures are loaded; counts, shown as an index, last."""
    there = held.feeds(who)
    ratios = [metric for metric in METRICS.values() if benchmarks.comparable(metric)]
    ratios.sort(key=lambda metric: metric.fact is RETURN_DAY)
    return [metric for metric in (*ratios, *COUNTED) if there.issuperset(metric.covered_by)]


def trusts(held: Answers, who: service.Principal, metric: Metric) -> Trusts:
    """Who has figures for a measure, in the order of their names."""
    codes: set[str] = set()
    for grain in GRAINS:
        if not codes:
            values = held.series(who, metric.key, Scope(), grain, "provider")
            codes = set(values.filter(pl.col("value").is_not_null())["provider"])
    known = held.table(who, "organisation").filter(pl.col("level") == "provider")
    published = {code: _plain(name) for code, name in known.select("code", "name").drop_nulls().iter_rows()}
    names = {code: published.get(code, code) for code in codes}
    regions = dict(known.select("code", "region").drop_nulls().iter_rows())
    own = [code for code in held.choices(who, "provider") if code in codes]
    return Trusts(
        dict(sorted(names.items(), key=lambda one: (one[1], one[0]))),
        {code: regions[code] for code in codes if code in regions},
        own[0] if own else None,
        ENGLAND in held.table(who, "cover_day").filter(pl.col("feed") == metric.covered_by[0])["provider"].unique(),
    )


def picture(
    held: Answers, who: service.Principal, metric: Metric, known: Trusts, own: str, peers: tuple[str, ...], periods: int
) -> Picture | None:
    """The comparison over the last `periods` months in which the trust has a figure; None where it never has."""
    for grain in GRAINS:
        values = _values(held, who, metric, known, grain)
        mine = values.filter(pl.col("name") == own, ~pl.col("partial"), pl.col("value").is_not_null())
        if mine.height:
            return _drawn(held, who, metric, known, own, peers, values, grain, periods)
    return None


def _drawn(
    held: Answers, who: service.Principal, metric: Metric, known: Trusts, own: str, peers: tuple[str, ...],
    values: pl.DataFrame, grain: Grain, periods: int,
) -> Picture:  # fmt: skip
    index = not benchmarks.comparable(metric)
    starts = values.filter(pl.col("name") == own, ~pl.col("partial"))["period_start"].sort()
    window = starts.tail(periods)
    inside = values.filter(pl.col("period_start").is_in(window.to_list()))
    alone = inside.filter(pl.col("name") != ENGLAND)
    lines = [_one(metric, values, inside, own, known.names[own], "own")]
    if known.england:
        lines.append(_one(metric, values, inside, ENGLAND, "England", "england"))
    elif not index:
        lines.append(_sum(metric, values, inside, [*known.names], "All trusts loaded", "england"))
    region = known.regions.get(own)
    if region is not None and not index:
        members = [code for code, name in known.regions.items() if name == region]
        lines.append(_sum(metric, values, inside, members, region, "region"))
    lines += [_one(metric, values, inside, code, known.names[code], "peer") for code in peers]
    sent = _sent(held, who, metric, grain).filter(pl.col("period_start").is_in(window.to_list()))
    return Picture(
        metric, grain, window.min(), window.max(), tuple(lines),  # type: ignore[arg-type]
        pl.DataFrame(schema=benchmarks.LEVEL) if index else benchmarks.standings(metric, alone),
        benchmarks.middle(values.filter(pl.col("name") != ENGLAND)),
        sent.group_by("name").agg(share=pl.col("days").sum()).with_columns(pl.col("share") / pl.col("share").max()),
        index,
    )  # fmt: skip


def against_own(
    held: Answers, who: service.Principal, metric: Metric, own: str, count: str
) -> tuple[Reconciled, str] | None:
    """The trust's own counts against what it returned, by day, or its own measure against the published one, by month.

    count: the returned count to look at, one of COUNTS. The words say what is compared. None without own extracts.
    """
    if own not in returning.providers(held, who):
        return None
    if metric.fact is RETURN_DAY:
        rows = held.fact(who, daily_return.DAILY_RETURN, daily_return.COLUMNS, Scope(provider=own))
        mine = daily_return.by_day(rows, returning.days(held, who, own)).select(date="stat_date", value=count)
        sent = held.fact(who, RETURN_DAY, ["measure", "return_value"], Scope(provider=own))
        theirs = sent.filter(pl.col("measure").cast(pl.String) == count)
        found = benchmarks.reconciled(mine, theirs.select(date="stat_date", value="return_value"), "count")
        return None if found is None else (found, COUNTS[count])
    key = benchmarks.OWN.get(metric.key)
    if key is None:
        return None
    mine, theirs = (_monthly(held, who, one, own) for one in (key, metric.key))
    found = benchmarks.reconciled(mine, theirs, metric.unit)
    return None if found is None else (found, METRICS[key].label)


def reasons(held: Answers, who: service.Principal, own: str, months: int = 12) -> tuple[pl.DataFrame, str] | None:
    """group, own, others: shares of the people delayed by reason group over the trust's last published months.

    The words say who the others are: England where it has a row, else all trusts loaded. None where it has none.
    """
    cover = held.table(who, "cover_day").filter(pl.col("feed") == "published reasons")["provider"]
    there = set(cover.cast(pl.String).unique())
    if own not in there:
        return None
    beside, name = (Scope(provider=ENGLAND), "England") if ENGLAND in there else (Scope(), "All trusts loaded")
    mine, theirs = (
        held.series(who, "published_delayed_people", scope, "month", "reason_group")
        for scope in (Scope(provider=own), beside)
    )
    window = mine.filter(~pl.col("partial"))["period_start"].unique().sort().tail(months).to_list()
    parts = [
        rows.filter(pl.col("period_start").is_in(window))
        .group_by(group=pl.col("reason_group").fill_null("Other"))
        .agg(pl.col("numerator").sum())
        .select("group", (pl.col("numerator") / pl.col("numerator").sum()).alias(side))
        for side, rows in (("own", mine), ("others", theirs))
    ]
    both = parts[0].join(parts[1], on="group", how="full", coalesce=True)
    return both.sort("own", descending=True, nulls_last=True), name


def _monthly(held: Answers, who: service.Principal, key: str, own: str) -> pl.DataFrame:
    rows = held.series(who, key, Scope(provider=own), "month")
    return rows.filter(~pl.col("partial")).select("value", date="period_start")


def _values(held: Answers, who: service.Principal, metric: Metric, known: Trusts, grain: Grain) -> pl.DataFrame:
    """name, period_start, value, numerator, denominator, partial of every trust and England; counts as an index."""
    columns = ("name", "period_start", "value", "numerator", "denominator", "partial")
    found = [held.series(who, metric.key, Scope(), grain, "provider").rename({"provider": "name"}).select(columns)]
    if known.england:
        england = held.series(who, metric.key, Scope(provider=ENGLAND), grain)
        found.append(england.with_columns(name=pl.lit(ENGLAND)).select(columns))
    values = benchmarks.mostly(pl.concat(found), _sent(held, who, metric, grain))
    if benchmarks.comparable(metric):
        return values
    return benchmarks.indexed(values).select(columns)


def _sent(held: Answers, who: service.Principal, metric: Metric, grain: Grain) -> pl.DataFrame:
    return benchmarks.reported(held.table(who, "cover_day"), metric.covered_by, grain)


def _one(metric: Metric, values: pl.DataFrame, inside: pl.DataFrame, code: str, name: str, kind: str) -> Beside:
    rows = values.filter(pl.col("name") == code, ~pl.col("partial")).sort("period_start")
    drawn = rows.select("value", date="period_start")
    if not benchmarks.comparable(metric):
        return Beside(name, kind, drawn, drawn["value"][-1] if drawn.height else None)
    level = benchmarks.standings(metric, inside.filter(pl.col("name") == code))
    if level.is_empty():
        return Beside(name, kind, drawn, None)
    return Beside(name, kind, drawn, level["value"][0], level["low"][0], level["high"][0])


def _sum(metric: Metric, values: pl.DataFrame, inside: pl.DataFrame, codes: list[str], name: str, kind: str) -> Beside:
    """A line of several trusts together: their sums, divided last."""
    parts = [
        rows.filter(pl.col("name").is_in(codes), ~pl.col("partial"))
        .group_by("period_start")
        .agg(pl.col("numerator", "denominator").sum(), trusts=pl.len())
        .with_columns(name=pl.lit(name), partial=pl.lit(False), value=pl.col("numerator") / pl.col("denominator"))
        for rows in (values, inside)
    ]
    one = _one(metric, parts[0], parts[1], name, name, kind)
    most = parts[1]["trusts"].max()
    return Beside(name, kind, one.rows, one.value, one.low, one.high, int(most) if isinstance(most, int) else 0)


def _plain(name: str) -> str:
    """A name that was published in capitals, as people write it."""
    if not name.isupper():
        return name
    words = name.title().replace("'S", "'s").split()
    small = {"And": "and", "Of": "of", "The": "the", "Nhs": "NHS", "For": "for", "Cic": "CIC", "Utc": "UTC"}
    return " ".join(small.get(word, word) if at else word for at, word in enumerate(words))
