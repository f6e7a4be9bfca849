"""The reading face: numbers for a principal, a metric and a scope. The one file of this room that knows `data`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from data.access import Principal, Right, may, require
from data.engine import kept
from data.errors import DataError
from data.groups import groups_of
from data.marks import one_patient
from data.settings import Settings
from data.warehouse import Version, current, open_version
from metrics import catalogue, limited, stretches
from metrics.asking import (
    PATIENT_TABLES,
    CannotSplit,
    NotAllWards,
    NothingLoaded,
    PatientsOnly,
    Recent,
    UnknownGrain,
    UnknownPlace,
    Window,
    asks_beyond,
    check_kept,
    check_places,
    check_splits,
    inside,
    offered,
    place_words,
)
from metrics.compute import compute, periods_and_groups
from metrics.limited import Bound
from metrics.metric import DISCHARGE, RETURN_DAY, Fact, Metric
from metrics.periods import GRAINS, Grain
from metrics.scope import Scope

T = TypeVar("T")
KEYS = ("stat_date", "provider")
MOST_WORKED = 600  # charts with their rows, some 50 kB each

__all__ = [
    "Answers", "CannotSplit", "NotAllWards", "NothingLoaded", "PatientsOnly", "UnknownGrain", "UnknownPlace", "Window",
    "answers",
]  # fmt: skip


@dataclass
class Answers:
    """Answers from one version of the store, kept in memory column by column as they are first needed.

    Safe to share between threads. Frames that it returns are shared too: read them, don't change them.
    """

    version: Version
    settings: Settings
    grouped: bool = False
    """Whether `version` is the file without patients (data/groups.py); then there is no row of one to give."""
    on_look: Callable[[Principal, str, str, int, str], None] | None = None
    """Told of every look at patients before they are shown: who, table, place, rows, data version."""

    _columns: dict[tuple[str, str], pl.Series] = field(default_factory=dict)
    _tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    _series: Recent[pl.DataFrame] = field(default_factory=Recent)
    _frames: Recent[pl.DataFrame] = field(default_factory=Recent)
    _worked: Recent[Any] = field(default_factory=lambda: Recent(MOST_WORKED))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def series(
        self, principal: Principal, key: str, scope: Scope, grain: str = "week", by: str | None = None
    ) -> pl.DataFrame:
        """The metric over time: period_start, [by,] value, numerator, denominator, partial; see metrics.compute.

        Empty when the metric's feed was never loaded and nothing else gives it days: then there is no number, not 0.
        From the file without patients a split by a trait has `hidden` too: why a number is not there.
        Raises UnknownMetric, UnknownGrain, CannotSplit, PatientsOnly.
        """
        require(principal, Right.READ)
        question = (key, scope, grain, by, _limits(principal))
        return self._series.once(question, lambda: self._answer(*question))

    def kept(self, principal: Principal, question: Hashable, make: Callable[[], T]) -> T:
        """What `make` works out from this version for the principal, remembered.

        question: all that the answer depends on besides the version and the principal's limits, entries too.
        """
        require(principal, Right.READ)
        found: T = self._worked.once((question, _limits(principal)), make)
        return found

    def window(self, principal: Principal, key: str, scope: Scope) -> Window:
        """One number for all the days of the scope, both ends inclusive; without them, for all covered days."""
        rows = self.series(principal, key, scope, "window")
        if rows.is_empty():
            return Window(None, None, None, None)
        row = rows.row(0, named=True)
        return Window(row["value"], row["numerator"], row["denominator"], row["partial"])

    def _answer(self, key: str, scope: Scope, grain: str, by: str | None, limits: Bound) -> pl.DataFrame:
        metric = catalogue.metric(key)
        if grain not in (*GRAINS, "window"):
            raise UnknownGrain(grain)
        narrowed = [*scope.chosen(), *([by] if by else [])]
        check_splits(metric, narrowed)
        check_kept(metric.key, metric.fact, [*narrowed, *(column for column, _ in limits)], self.splits(metric.fact))
        check_places(scope, self._table("place"))
        table = limited.table_of(metric, scope, grain, by, limits, grouped=self.grouped)
        named = [name for name in (by, metric.fact.last, *(column for column, _ in limits)) if name]
        columns = sorted({*KEYS, *metric.columns(), *scope.chosen(), *named})
        rows, cover = limited.inside(self._rows(metric, columns, scope, table), limits), self._cover(metric, scope)
        if cover.is_empty():
            return self._no_days(metric, scope, grain, by)
        asked, told = cover, rows
        if metric.fact.last:
            rows, cover = stretches.whole(metric, rows, cover, grain, scope)
            if cover.is_empty():
                return stretches.every(None, asked, told, grain, by)
        # The days that stretches cover differ from metric to metric of one fact; all others share theirs.
        like = (table, metric.covered_by, scope, grain, by, limits, key if metric.fact.last else "")
        frame = self._frames.once(like, lambda: periods_and_groups(metric, rows, cover, grain, by))
        answer = compute(metric, rows, cover, grain, by, frame=frame)
        if metric.fact.last:
            answer = stretches.every(answer, asked, told, grain, by)
        if table != metric.fact.name:
            answer = limited.guarded(answer, metric, grain, by)
        if grain == "window" and asks_beyond(scope, cover["stat_date"].to_list()):
            return answer.with_columns(partial=pl.lit(True))
        return answer

    def splits(self, fact: Fact) -> tuple[str, ...]:
        """What the fact can be split by here: all that it knows, or what a region's figures, added up, have kept."""
        return kept(fact.name, fact.splits, self.version.splits)

    def fact(self, principal: Principal, fact: Fact, columns: list[str], scope: Scope) -> pl.DataFrame:
        """The rows of a fact inside the scope, with `columns`; counts only, no patient is named in them."""
        require(principal, Right.READ)
        limits = _limits(principal)
        if self.grouped and {*columns, *(column for column, _ in limits)} & set(limited.TRAITS):
            raise PatientsOnly("That split of single days")
        check_kept(fact.name, fact, [*scope.chosen(), *(column for column, _ in limits)], self.splits(fact))
        named = sorted({*KEYS, *columns, *scope.chosen(), *(column for column, _ in limits)})
        return limited.inside(inside(self._frame(fact.name, named), scope), limits)

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
        return self._shown(principal, name, place_words(scope), _own(self._table(name), principal, scope))

    def people_of_days(self, principal: Principal, name: str, scope: Scope) -> pl.DataFrame:
        """As `people`, of a table of patients by day (it has stat_date): those of the scope's days; read each time."""
        require(principal, Right.SEE_PATIENTS)
        first, last = scope.from_day or date.min, scope.to_day or date.max
        query = f"select * from {name} where stat_date between $first and $last"
        rows = _own(self._query(query, first=first, last=last), principal, scope)
        return self._shown(principal, name, f"{first} to {last}; {place_words(scope)}", rows)

    def spell_rows(self, principal: Principal, provider: str, spell_id: str, *names: str) -> dict[str, pl.DataFrame]:
        """The rows of one spell in loaded tables (spells, board, ward_stays, ...), as they were loaded: one look.

        Read from the version at each call, never kept. Raises NotAllowed when the spell's own ward (its present one,
        or the one it was discharged from) is not among the principal's; empty for a spell that is not there.
        """
        require(principal, Right.SEE_PATIENTS)
        which = "provider = $provider and spell_id = $spell_id"
        spell = {"provider": provider, "spell_id": spell_id}
        held = self._query(f"select site, ward, local_authority, pathway from spells where {which}", **spell)
        for row in held.iter_rows(named=True):
            require(principal, Right.SEE_PATIENTS, row["ward"], row["site"])
        if limited.inside(held, _limits(principal)).height < held.height:
            raise PatientsOnly("This patient")
        found = {name: self._query(f"select * from {name} where {which}", **spell) for name in names}
        self._shown(principal, names[0], one_patient(self.version.data_version, provider, spell_id), found[names[0]])
        return found

    def _shown(self, principal: Principal, name: str, place: str, rows: pl.DataFrame) -> pl.DataFrame:
        if self.on_look is not None:
            self.on_look(principal, name, place, rows.height, self.version.data_version)
        return rows

    def choices(self, principal: Principal, column: str) -> list[str]:
        """The values of a place or of the cohort that the store holds, sorted: what a filter offers.

        Of providers, those with a site: the others are known from what they returned or published alone, and are
        offered only where there is nobody else.
        """
        return self.kept(principal, ("choices", column), lambda: offered(self.places(principal), column))

    def places(self, principal: Principal) -> pl.DataFrame:
        """provider, site, ward, cohort as they occur together in any feed; what a feed does not have is null."""
        require(principal, Right.READ)
        return self._table("place")

    def feeds(self, principal: Principal) -> frozenset[str]:
        """The feeds that cover any day: what the store can answer about."""
        return self.kept(
            principal, "feeds", lambda: frozenset(self._table("cover_day")["feed"].unique().cast(pl.String))
        )

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
            return self._shown(principal, name, "everywhere", limited.inside(self._table(name), _limits(principal)))
        if _limits(principal) and name not in limited.FOR_ALL:
            raise PatientsOnly("The hospital's own table")
        return self._table(name)

    def _table(self, name: str) -> pl.DataFrame:
        with self._lock:
            if name not in self._tables:
                # Places are compared with the facts' places, so they are held the same way.
                places = pl.col("^provider|site|ward|cohort|feed$") if name in ("cover_day", "place") else pl.col("^$")
                self._tables[name] = self._query(f"select * from {name}").with_columns(places.cast(pl.Categorical))
            return self._tables[name]

    def _rows(self, metric: Metric, columns: list[str], scope: Scope, table: str) -> pl.DataFrame:
        if metric.fact.last:  # a row reaches beyond its first day, so days are looked at later
            counted = pl.lit(True) if metric.where is None else metric.where
            return self._frame(table, columns).filter(counted, scope.providers())
        rows = inside(self._frame(table, columns), scope)
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
    """The SQL of a column: `delay` and `residents` are made with the settings for a blank ready date and population."""
    if column == "residents":
        return f"cast({settings.dtoc_population or 'null'} as double precision) as residents"
    if column != "delay":
        return column
    return "coalesce(delay_days, 0) as delay" if settings.blank_ready_date == "same_day" else "delay_days as delay"


def _own(rows: pl.DataFrame, principal: Principal, scope: Scope) -> pl.DataFrame:
    """The patients in scope on the principal's own wards, and of a partner's own residents or pathway."""
    mine = pl.lit(True)
    if principal.wards is not None:
        ward, wards = pl.col("ward").cast(pl.String), sorted(principal.wards)
        mine = ward.is_in(wards) | pl.concat_str(pl.col("site").cast(pl.String), pl.lit("/"), ward).is_in(wards)
    return limited.inside(rows.filter(mine, scope.providers(), *scope.places("provider")), _limits(principal))


def _limits(principal: Principal) -> Bound:
    return limited.bound({"local_authority": principal.authorities, "pathway": principal.pathways})


_answers: dict[tuple[Path, bool], Answers] = {}
_answers_lock = threading.Lock()


def answers(store: Path, principal: Principal | None = None) -> Answers:
    """The answers of the newest whole version of the store; raises NothingLoaded when there is none.

    To a principal who may see no patient they come from the file that holds none. One Answers of each kind is kept a
    store in the process; a newly published version takes its place at the next call.
    """
    grouped = principal is not None and not may(principal, Right.SEE_PATIENTS)
    while True:
        version, settings = current(store), Settings.read(store)
        if version is None:
            raise NothingLoaded
        try:
            with _answers_lock:
                return _answers_of(store, version, settings, grouped)
        except DataError:
            # Where loads follow each other fast, the version may have been pruned before it was opened.
            if current(store) == version:
                raise


def _answers_of(store: Path, version: Version, settings: Settings, grouped: bool) -> Answers:
    held = _answers.get((store, grouped))
    if (
        held is None
        or replace(held.version, name=version.name, path=version.path) != version
        or held.settings != settings
    ):
        source = groups_of(version, settings.memory_limit) if grouped else version
        open_version(source)  # from here on its file may go
        held = _answers[store, grouped] = Answers(source, settings, grouped)
    return held
