"""A frame of text and a kind to typed rows and quarantine: every row that comes in leaves as one or the other."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from data.checking.distinct import Distinct, distinct
from data.checking.duplicates import split_duplicates
from data.checking.faults import POSITION, Faults
from data.checking.flags import flags
from data.checking.identifiable import refuse_identifiable, refuse_personal
from data.checking.parsing import Parsed, clean, parse
from data.contract import Column, Kind, matching
from data.contract.kind import POLARS_TYPES
from data.contract.recognising import missing, missing_words
from data.errors import DataError
from data.reading.tidying import fold

AS_AT_COLUMN = "extracted_at"
# A mistyped year must not become the as-at time: then every later extract would be older than this one.
BELIEVABLE_AHEAD = timedelta(days=366)
# So many rows with the same fault and none without are no slip of a few hands.
FEWEST_TELLING = 10


class MissingColumns(DataError):
    """The extract lacks a column that its kind can't do without."""


class NoRows(DataError):
    """The extract has a header and nothing under it."""


class NoGoodRow(DataError):
    """Every row of an extract, or of a column of dates, would go to quarantine: it was made or declared wrongly."""


@dataclass(frozen=True)
class Checked:
    """What a check found.

    `rows`: the contract's columns, typed, with row_number and position; one row for each good row, exact duplicates
    once. `position` is different in every row, `row_number` is not where a row of the file made several.
    `quarantine`: row_number, column_name, value, reason; one row for each fault, so a row can stand there twice.
    `reasons` counts each quarantined row once, under the first fault found in it.
    `duplicates`: how many rows repeat a row that is in `rows`. `as_at` is None when no good row is dated.
    """

    kind: str
    rows: pl.DataFrame
    quarantine: pl.DataFrame
    reasons: dict[str, int]
    as_at: datetime | None
    dropped_columns: tuple[str, ...]
    rows_in: int
    duplicates: int
    notes: tuple[str, ...]

    @property
    def rows_quarantined(self) -> int:
        """How many rows are in quarantine, each counted once however many faults it has."""
        return sum(self.reasons.values())


def check(
    rows: pl.DataFrame,
    row_number: pl.Series,
    kind: Kind,
    *,
    provider: str | None = None,
    as_at: datetime | None = None,
    not_nhs_number: Iterable[str] = (),
    not_personal: Iterable[str] = (),
    ragged: pl.DataFrame | None = None,
    source_column: pl.Series | None = None,
    now: datetime | None = None,
) -> Checked:
    """Check an extract against its kind.

    `rows` is all text, in the file's or the contract's column names; `row_number` counts from 1 at the first data row.
    `provider` fills a provider that the file leaves out. `as_at` is London wall clock; without it, the latest
    extracted_at, else the latest time in the good rows (later than `now` + 366 days only if all are). `ragged`:
    row_number and reason of rows that could not be read, which are not in `rows`. `source_column` names the file's
    column behind each row's `value`, where a layout made rows of cells. Raises AmbiguousColumns,
    IdentifiableData, MissingColumns, NoRows or NoGoodRow, and then nothing of the extract may be loaded.
    """
    names = matching(rows.columns, kind)
    if rows.is_empty() and (ragged is None or ragged.is_empty()):
        raise NoRows(f"The extract has column names and no rows. Check the query that made this {kind.name} extract.")
    columns = _split(rows)
    refuse_identifiable(columns, not_nhs_number)
    refuse_personal(columns, kind, not_personal)
    texts = _texts(columns, names, kind, provider, rows.height)
    faults = Faults(row_number, ragged, source_column)
    notes: list[str] = []
    typed = {}
    for name, (column, parsed) in _parse_all(texts, kind).items():
        typed[name] = column.spread(parsed.values).rename(name)
        faults.add_column(name, column, parsed.reasons, blank_is_fault=kind.column(name).required)
        notes.extend(parsed.notes)
        _refuse_unread_days(kind.column(name), column, parsed)
    frame = _whole(typed, kind, row_number, rows.height)
    faults.add_rules(frame, kind.rules, texts)
    moment, as_at_notes = _as_at(columns, frame.filter(~faults.mask()), kind, as_at, now)
    faults.add_future(frame, kind, moment, texts)
    good, clashing, duplicates = split_duplicates(frame.filter(~faults.mask()), kind)
    faults.add_clashes(clashing, kind)
    if good.is_empty():
        _refuse_no_good_row(faults.reasons())
    return Checked(
        kind=kind.name,
        rows=good,
        quarantine=faults.frame(),
        reasons=faults.reasons(),
        as_at=moment,
        dropped_columns=_dropped(rows.columns, names),
        rows_in=rows.height + (0 if ragged is None else ragged.height),
        duplicates=duplicates,
        notes=(*notes, *as_at_notes, *flags(good, kind, texts)),
    )


def _refuse_unread_days(column: Column, cells: Distinct, parsed: Parsed) -> None:
    """Dates of which not one can be read are in another format, and which one is not guessed."""
    if column.type not in ("date", "timestamp") or parsed.values.null_count() < len(parsed.values):
        return
    count = len(cells.spread(cells.values).drop_nulls())
    unread = parsed.reasons.str.contains(" is not a date").fill_null(False) | cells.values.is_null()
    if count >= FEWEST_TELLING and unread.all():
        raise NoGoodRow(
            f"{column.name} is no date as YYYY-MM-DD in any of {count:,} rows. Say in the mapping how it is written,"
            ' for example date_format = "%d/%m/%Y", or export the dates as YYYY-MM-DD.'
        )


def _refuse_no_good_row(reasons: dict[str, int]) -> None:
    if sum(reasons.values()) >= FEWEST_TELLING:
        told = " ".join(f"{count:,} rows: {reason}" for reason, count in list(reasons.items())[:3])
        raise NoGoodRow(f"Not one row can be taken. {told} Mend the export, or say in the mapping how to read it.")


def _split(rows: pl.DataFrame) -> dict[str, Distinct]:
    # Polars lets go of the interpreter's lock while it hashes, so two columns are split at a time.
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(rows.columns, pool.map(distinct, rows.get_columns()), strict=True))


def _texts(
    columns: dict[str, Distinct], names: dict[str, str], kind: Kind, provider: str | None, height: int
) -> dict[str, Distinct]:
    texts = {name: Distinct(clean(columns[column].values), columns[column].codes) for column, name in names.items()}
    if provider is not None and "provider" in kind.column_names:
        texts["provider"] = _filled(texts.get("provider"), provider.strip(), height)
    lacking = missing(texts, kind)
    if lacking:
        raise MissingColumns(missing_words(lacking, kind))
    return {name: texts[name] for name in kind.column_names if name in texts}


def _filled(column: Distinct | None, provider: str, height: int) -> Distinct:
    if column is None:
        return Distinct(pl.Series("provider", [provider]), pl.zeros(height, dtype=pl.UInt32, eager=True))
    cells = column.spread(column.values).fill_null(provider)
    return distinct(cells)


def _parse_all(texts: dict[str, Distinct], kind: Kind) -> dict[str, tuple[Distinct, Parsed]]:
    def one(name: str) -> Parsed:
        return parse(kind.column(name), texts[name].values)

    with ThreadPoolExecutor(2) as pool:
        return {name: (texts[name], parsed) for name, parsed in zip(texts, pool.map(one, texts), strict=True)}


def _whole(typed: dict[str, pl.Series], kind: Kind, row_number: pl.Series, height: int) -> pl.DataFrame:
    def blank(column: Column) -> pl.Series:
        return pl.Series(column.name, [None], dtype=POLARS_TYPES[column.type]).new_from_index(0, height)

    columns = [typed[column.name] if column.name in typed else blank(column) for column in kind.columns]
    position = pl.int_range(height, dtype=pl.UInt32, eager=True).alias(POSITION)
    return pl.DataFrame([position, row_number.cast(pl.UInt32).alias("row_number"), *columns])


def _dropped(columns: list[str], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in columns if name not in names and fold(name) != fold(AS_AT_COLUMN))


def _as_at(
    columns: dict[str, Distinct], good: pl.DataFrame, kind: Kind, given: datetime | None, now: datetime | None
) -> tuple[datetime | None, tuple[str, ...]]:
    moment = given or _latest_extracted(columns) or _latest_moment(good, kind, now)
    if moment is not None and now is not None and moment > now + timedelta(days=1):
        note = f"The as-at time, {moment:%Y-%m-%d %H:%M}, is after this computer's clock, {now:%Y-%m-%d %H:%M}."
        return moment, (note,)
    return moment, ()


def _latest_extracted(columns: dict[str, Distinct]) -> datetime | None:
    wanted = Column(AS_AT_COLUMN, "timestamp", "when the extract was made")
    for name, column in columns.items():
        if fold(name) == fold(AS_AT_COLUMN):
            found: datetime | None = parse(wanted, clean(column.values)).values.to_frame().max().item()
            return found
    return None


def _latest_moment(good: pl.DataFrame, kind: Kind, now: datetime | None) -> datetime | None:
    dated = [column for column in kind.columns if not column.future_allowed]
    names = [c.name for c in dated if c.type == "timestamp"] or [c.name for c in dated if c.type == "date"]
    if not names or good.is_empty():
        return None
    times = pl.col(names).cast(pl.Datetime("us"))
    if now is not None:
        believable = good.select(pl.max_horizontal(times.filter(times <= now + BELIEVABLE_AHEAD).max())).item()
        if believable is not None:
            return believable
    return good.select(pl.max_horizontal(times.max())).item()
