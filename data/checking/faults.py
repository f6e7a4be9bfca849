"""The faults of one extract's rows, gathered rule by rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from data.checking.distinct import Distinct
from data.contract import Kind, Rule

SCHEMA = {"row_number": pl.UInt32, "column_name": pl.String, "value": pl.String, "reason": pl.String}
POSITION = "position"
LONGEST_VALUE = 200
AFTER_AS_AT = "{} is after the extract's as-at time."


class Faults:
    """Faults found so far: which rows have one, and each as row number, column, value and reason.

    Rows are told apart by their position, 0 for the first: several may come from one row of the file and so share its
    number. `source_column` names, position by position, the column of the file that `value` is from.
    """

    def __init__(self, row_number: pl.Series, ragged: pl.DataFrame | None, source_column: pl.Series | None) -> None:
        self._row_number = row_number.cast(pl.UInt32)
        self._source_column = source_column
        self._faulty: pl.Series | None = None
        self._found: list[pl.DataFrame] = []
        if ragged is not None and not ragged.is_empty():
            behind = pl.int_range(len(row_number), len(row_number) + ragged.height, dtype=pl.UInt32, eager=True)
            self._row_number = self._row_number.append(ragged["row_number"].cast(pl.UInt32))
            self._keep(behind, None, pl.Series([None], dtype=pl.String), ragged["reason"])
        self._height = len(row_number)

    def mask(self) -> pl.Series:
        """True for each row of the extract with a fault so far."""
        if self._faulty is None:
            return pl.repeat(False, self._height, dtype=pl.Boolean, eager=True)
        return self._faulty

    def add_column(self, name: str, column: Distinct, reasons: pl.Series, *, blank_is_fault: bool) -> None:
        """Note the cells of one column that could not be read and, if `blank_is_fault`, those that are blank."""
        if reasons.null_count() < len(reasons):
            spread = column.spread(reasons)
            rows = spread.is_not_null()
            self._mark(rows, name, self._texts(column, rows), spread.filter(rows))
        if blank_is_fault:
            blank = column.spread(column.values).is_null() if self._may_be_blank(column) else None
            if blank is not None and blank.any():
                self._mark(blank, name, pl.Series([None], dtype=pl.String), f"{name} is blank.")

    def add_rules(self, rows: pl.DataFrame, rules: tuple[Rule, ...], texts: Mapping[str, Distinct]) -> None:
        """Note the rows that break a rule; the value kept is the text of the rule's own column."""
        for rule in rules:
            broken = rows.select((~rule.holds).fill_null(False)).to_series()
            self._mark(broken, rule.column, self._text_of(texts.get(rule.column), broken), rule.reason)

    def add_future(self, rows: pl.DataFrame, kind: Kind, as_at: datetime | None, texts: Mapping[str, Distinct]) -> None:
        """Note the rows, good so far, with a time or a day after the as-at time; the good rows may have set it."""
        good = ~self.mask()
        for column in kind.columns:
            if as_at is not None and column.type in ("date", "timestamp") and not column.future_allowed:
                limit = as_at.date() if column.type == "date" else as_at
                late = good & (rows[column.name] > limit).fill_null(False)
                if late.any():
                    self._mark(
                        late, column.name, self._text_of(texts.get(column.name), late), AFTER_AS_AT.format(column.name)
                    )

    def add_clashes(self, rows: pl.DataFrame, kind: Kind) -> None:
        """Note rows that say different things about one key; they are named by the key's most telling column."""
        if rows.is_empty():
            return
        name = "spell_id" if "spell_id" in kind.key else kind.key[-1]
        reason = f"Another row of this extract has the same {', '.join(kind.key)} and other contents."
        self._keep(rows[POSITION], name, rows[name].cast(pl.String), reason)

    def frame(self) -> pl.DataFrame:
        """All faults as row_number, column_name, value and reason, by row; the first of a row was found first."""
        found = self._all()
        if self._source_column is not None:
            source = pl.lit(self._source_column).gather(pl.col(POSITION), null_on_oob=True)
            cell = pl.col("column_name") == "value"
            found = found.with_columns(pl.when(cell).then(source).otherwise("column_name").alias("column_name"))
        return found.select(SCHEMA.keys()).sort("row_number", maintain_order=True)

    def reasons(self) -> dict[str, int]:
        """Count faulty rows, each once, under the first fault found in it; most frequent first."""
        firsts = self._all().unique(POSITION, keep="first", maintain_order=True)
        counts = firsts["reason"].value_counts().sort(["count", "reason"], descending=[True, False])
        return dict(counts.iter_rows())

    def _all(self) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema={POSITION: pl.UInt32, **SCHEMA}), *self._found])

    @staticmethod
    def _may_be_blank(column: Distinct) -> bool:
        return column.values.null_count() > 0 or (column.codes is not None and column.codes.null_count() > 0)

    @staticmethod
    def _texts(column: Distinct, rows: pl.Series) -> pl.Series:
        return column.spread(column.values).filter(rows)

    def _text_of(self, column: Distinct | None, rows: pl.Series) -> pl.Series:
        return pl.Series([None], dtype=pl.String) if column is None else self._texts(column, rows)

    def _mark(self, rows: pl.Series, name: str, values: pl.Series, reason: pl.Series | str) -> None:
        if not rows.any():
            return
        self._faulty = rows if self._faulty is None else self._faulty | rows
        self._keep(rows.arg_true().cast(pl.UInt32), name, values, reason)

    def _keep(self, positions: pl.Series, name: str | None, values: pl.Series, reason: pl.Series | str) -> None:
        found = pl.DataFrame({POSITION: positions, "row_number": self._row_number.gather(positions)}).with_columns(
            column_name=pl.lit(name, dtype=pl.String),
            value=values.alias("value") if len(values) == len(positions) else pl.lit(None, dtype=pl.String),
            reason=reason if isinstance(reason, pl.Series) else pl.lit(reason),
        )
        self._found.append(found.with_columns(pl.col("value").str.slice(0, LONGEST_VALUE)))
