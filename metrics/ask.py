"""The reading face: numbers for a principal, a metric and a scope. The one file of this room that knows `data`."""

from __future__ import annotations

import difflib
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.access import Principal, Right, require
from data.settings import Settings
from data.warehouse import Version, current, open_version
from metrics import catalogue
from metrics.compute import compute, periods_and_groups
from metrics.errors import MetricError
from metrics.metric import DISCHARGE, RETURN_DAY, Fact, Metric
from metrics.periods import GRAINS, Grain
from metrics.scope import Scope

KEYS = ("stat_date", "provider")
MOST_KEPT = 2000
PATIENT_TABLES = frozenset({"stay", "board_now", "spells", "board", "quarantine"})


class NothingLoaded(MetricError):
    """The store holds no version yet."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is loaded yet: run `homeward demo` for the demonstration hospital, or `homeward load`."
        )


class CannotSplit(MetricError):
    """The metric's fact does not have that column."""

    def __init__(self, metric: Metric, column: str) -> None:
        have = ", ".join(metric.fact.splits)
        super().__init__(f"{metric.key} can't be split or narrowed by {column}: choose one of {have}.")


class UnknownPlace(MetricError):
    """The data hold no such provider, site, ward or cohort; a sum over nothing would look like a true 0."""

    def __init__(self, column: str, value: str, known: list[str]) -> None:
        near = difflib.get_close_matches(value, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"the data hold {len(known)} of them; check its spelling."
        super().__init__(f"There is no {column} called {value} in the data: {hint}")


class NotAllWards(MetricError):
    """A table of patients was asked for whole by somebody who may see some wards only."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The table {table} holds the patients of every ward: ask for your wards' board in its place.")


class UnknownGrain(MetricError):
    """Not a grain of the contract."""

    def __init__(self, grain: str) -> None:
        super().__init__(f"There is no grain called {grain}: choose one of {', '.join(GRAINS)}.")


@dataclass(frozen=True)
class Window:
    """One number over a stretch of days: value and its parts; partial when not every day of it is covered."""

    value: float | None
    numerator: float | None
    denominator: float | None
    partial: bool | None


class Recent(dict[Any, pl.DataFrame]):
    """The last answers given, the oldest thrown away first."""

    def keep(self, question: Any, answer: pl.DataFrame) -> None:
        """Remember an answer."""
        self[question] = answer
        while len(self) > MOST_KEPT:
            self.pop(next(iter(self)), None)


@dataclass
class Answers:
    """Answers from one version of the store, kept in memory column by column as they are first needed.

    Safe to share between threads. Frames that it returns are shared too: read them, don't change them.
    """

    version: Version
    settings: Settings
    _columns: dict[tuple[str, str], pl.Series] = field(default_factory=dict)
    _tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    _series: Recent = field(default_factory=Recent)
    _frames: Recent = field(default_factory=Recent)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def series(
        self, principal: Principal, key: str, scope: Scope, grain: str = "week", by: str | None = None
    ) -> pl.DataFrame:
        """The metric over time: period_start, [by,] value, numerator, denominator, partial; see metrics.compute.

        Empty when the metric's feed was never loaded and nothing else gives it days: then there is no number, not 0.
        Raises UnknownMetric, UnknownGrain, CannotSplit.
        """
        require(principal, Right.READ)
        question = (key, scope, grain, by)
        answer = self._series.get(question)
        if answer is None:
            answer = self._answer(*question)
            self._series.keep(question, answer)
        return answer

    def window(self, principal: Principal, key: str, scope: Scope) -> Window:
        """One number for all the days of the scope, both ends inclusive; without them, for all covered days."""
        rows = self.series(principal, key, scope, "window")
        if rows.is_empty():
            return Window(None, None, None, None)
        row = rows.row(0, named=True)
        return Window(row["value"], row["numerator"], row["denominator"], row["partial"])

    def _answer(self, key: str, scope: Scope, grain: str, by: str | None) -> pl.DataFrame:
        metric = catalogue.metric(key)
        if grain not in (*GRAINS, "window"):
            raise UnknownGrain(grain)
        for column in (*scope.chosen(), *([by] if by else [])):
            if column not in metric.fact.splits:
                raise CannotSplit(metric, column)
        self._check_places(scope)
        columns = sorted({*KEYS, *metric.columns(), *scope.chosen(), *([by] if by else [])})
        rows, cover = self._rows(metric, columns, scope), self._cover(metric, scope)
        if cover.is_empty():
            return self._no_days(metric, scope, grain, by)
        like = (metric.fact.name, metric.covered_by, scope, grain, by)
        if like not in self._frames:
            self._frames.keep(like, periods_and_groups(metric, rows, cover, grain, by))
        answer = compute(metric, rows, cover, grain, by, frame=self._frames.get(like))
        if grain == "window" and _asks_beyond(scope, cover["stat_date"].to_list()):
            return answer.with_columns(partial=pl.lit(True))
        return answer

    def _check_places(self, scope: Scope) -> None:
        for column, values in scope.chosen().items():
            if column == "service":
                continue
            known = self._table("place")[column].cast(pl.String).drop_nulls().unique().to_list()
            for value in values:
                if value not in known:
                    raise UnknownPlace(column, value, known)

    def fact(self, principal: Principal, fact: Fact, columns: list[str], scope: Scope) -> pl.DataFrame:
        """The rows of a fact inside the scope, with `columns`; counts only, no patient is named in them."""
        require(principal, Right.READ)
        return _inside(self._frame(fact.name, sorted({*KEYS, *columns, *scope.chosen()})), scope)

    def board(self, principal: Principal, scope: Scope) -> pl.DataFrame:
        """One row per patient of the population on the newest board in scope: sql/15_board_now.sql has the columns.

        Only the patients of the principal's own wards. Raises a DataError when the principal has no right to see any.
        """
        return self.people(principal, "board_now", scope).filter(pl.col("population") == 1)

    def people(self, principal: Principal, name: str, scope: Scope) -> pl.DataFrame:
        """The rows of a table of patients (it has provider, site, ward) in scope, of the principal's own wards only.

        The scope's days are not looked at. Raises a DataError when the principal has no right to see any patient.
        """
        require(principal, Right.SEE_PATIENTS)
        mine = pl.lit(True) if principal.wards is None else pl.col("ward").is_in(sorted(principal.wards))
        return self._table(name).filter(mine, scope.providers(), *scope.places("provider"))

    def spell_rows(self, principal: Principal, provider: str, spell_id: str, name: str) -> pl.DataFrame:
        """The rows of one spell in a loaded table (spells, board, ward_stays, ...), as it was loaded.

        Read from the version at each call, never kept. Raises NotAllowed when the spell's own ward (its present one,
        or the one it was discharged from) is not among the principal's; empty for a spell that is not there.
        """
        require(principal, Right.SEE_PATIENTS)
        which = "provider = $provider and spell_id = $spell_id"
        spell = {"provider": provider, "spell_id": spell_id}
        for ward in self._query(f"select ward from spells where {which}", **spell)["ward"]:
            require(principal, Right.SEE_PATIENTS, ward)
        return self._query(f"select * from {name} where {which}", **spell)

    def choices(self, principal: Principal, column: str) -> list[str]:
        """The values of a place or of the cohort that the store holds, sorted: what a filter offers."""
        require(principal, Right.READ)
        return self.places(principal)[column].cast(pl.String).drop_nulls().unique().sort().to_list()

    def places(self, principal: Principal) -> pl.DataFrame:
        """provider, site, ward, cohort as they occur together in any feed; what a feed does not have is null."""
        require(principal, Right.READ)
        return self._table("place")

    def feeds(self, principal: Principal) -> frozenset[str]:
        """The feeds that cover any day: what the store can answer about."""
        require(principal, Right.READ)
        return frozenset(self._table("cover_day")["feed"].cast(pl.String).unique())

    def by_last_ward(self, principal: Principal) -> bool:
        """Whether census rows can only be placed in the ward that a patient left from: no board, no ward stays."""
        require(principal, Right.READ)
        return not self._table("ward_source")["row_count"].sum()

    def ready_dates_ignored(self, principal: Principal) -> int:
        """Stays whose ready date the board would put outside the stay: ignored there, and reported by this number."""
        require(principal, Right.READ)
        return self._table("ready_ignored")["stays"][0] or 0

    def table(self, principal: Principal, name: str) -> pl.DataFrame:
        """A whole small table of the version; one of PATIENT_TABLES only for those who may see every patient."""
        require(principal, Right.READ)
        if name in PATIENT_TABLES:
            require(principal, Right.SEE_PATIENTS)
            if principal.wards is not None:
                raise NotAllWards(name)
        return self._table(name)

    def _table(self, name: str) -> pl.DataFrame:
        with self._lock:
            if name not in self._tables:
                # Places are compared with the facts' places, so they are held the same way.
                places = pl.col("^provider|site|ward|cohort|feed$") if name in ("cover_day", "place") else pl.col("^$")
                self._tables[name] = self._query(f"select * from {name}").with_columns(places.cast(pl.Categorical))
            return self._tables[name]

    def _rows(self, metric: Metric, columns: list[str], scope: Scope) -> pl.DataFrame:
        rows = _inside(self._frame(metric.fact.name, columns), scope)
        if metric.fact is RETURN_DAY:
            return rows.join(self._cover(metric, scope), on=["provider", "stat_date"], how="semi")
        return rows

    def _cover(self, metric: Metric, scope: Scope) -> pl.DataFrame:
        """provider, stat_date of the covered days in scope: those that all the metric's feeds cover."""
        cover = self._table("cover_day").filter(scope.providers(), scope.days())
        first, *others = [
            cover.filter(pl.col("feed") == feed).select("provider", "stat_date") for feed in metric.covered_by
        ]
        for other in others:
            first = first.join(other, on=["provider", "stat_date"], how="semi")
        if scope.site or scope.ward:
            # A site or ward has its provider's days; no other provider's.
            places = self._table("place").filter(*scope.places("provider", "cohort", "service"))
            first = first.join(places, on="provider", how="semi")
        return first

    def _no_days(self, metric: Metric, scope: Scope, grain: Grain, by: str | None) -> pl.DataFrame:
        """The answer for a feed that was never loaded: the spells' periods, each without a number; never 0."""
        spells = self._cover(catalogue.metric("discharges"), scope)
        schema = {"period_start": pl.Date, "value": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64}
        if spells.is_empty() or metric.fact is RETURN_DAY or by:
            return pl.DataFrame(schema={**schema, **({by: pl.String} if by else {}), "partial": pl.Boolean})
        periods = compute(catalogue.metric("discharges"), self._rows_of_none(), spells, grain)
        nothing = [pl.lit(None, dtype=pl.Float64).alias(name) for name in ("value", "numerator", "denominator")]
        return periods.with_columns(*nothing, partial=pl.lit(True))

    def _rows_of_none(self) -> pl.DataFrame:
        return self._frame(DISCHARGE.name, ["eligible", "patients", "provider", "stat_date"]).clear()

    def _frame(self, fact: str, columns: list[str]) -> pl.DataFrame:
        """The columns of a fact, each read from the version once and then kept."""
        with self._lock:
            missing = [name for name in columns if (fact, name) not in self._columns]
            if missing:
                read = self._query(
                    f"select {', '.join(_expression(name, self.settings) for name in missing)} from {fact}"
                )
                for series in read:
                    text = series.dtype == pl.String
                    self._columns[(fact, series.name)] = series.cast(pl.Categorical) if text else series
        return pl.DataFrame([self._columns[(fact, name)] for name in columns])

    def _query(self, sql: str, **parameters: Any) -> pl.DataFrame:
        cursor = open_version(self.version).cursor()
        try:
            return cursor.sql(sql, params=parameters or None).pl()
        finally:
            cursor.close()


def _expression(column: str, settings: Settings) -> str:
    """The SQL of a column: `delay` is delay_days with the setting for a blank ready date applied."""
    if column != "delay":
        return column
    return "coalesce(delay_days, 0) as delay" if settings.blank_ready_date == "same_day" else "delay_days as delay"


def _asks_beyond(scope: Scope, days: list[date]) -> bool:
    """Whether the scope names a first or last day outside `days`, the covered ones."""
    before = scope.from_day is not None and scope.from_day < min(days)
    return before or (scope.to_day is not None and scope.to_day > max(days))


def _inside(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The rows of a fact that the scope selects."""
    return rows.filter(scope.providers(), scope.days(), *scope.places("provider"))


_answers: dict[Path, Answers] = {}
_answers_lock = threading.Lock()


def answers(store: Path) -> Answers:
    """The answers of the newest whole version of the store; raises NothingLoaded when there is none.

    One Answers a store is kept in the process; a newly published version takes its place at the next call.
    """
    version, settings = current(store), Settings.read(store)
    if version is None:
        raise NothingLoaded
    with _answers_lock:
        held = _answers.get(store)
        if held is None or held.version != version or held.settings != settings:
            held = _answers[store] = Answers(version, settings)
        return held
