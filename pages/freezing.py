"""Freezing a comparison and opening it again: its own question, its own input, its own answer, the same digits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from metrics.ask import Answers
from metrics.compare import Inputs, compare
from metrics.moved import Moved, moved
from pages import comparing, outcome, service
from pages.comparing import Question
from pages.outcome import Document

ROW: Final = {"period_start": pl.String, "value": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64}
METHODS_FOLDER: Final = Path(__file__).parents[1] / "metrics"


@dataclass(frozen=True)
class Today:
    """A frozen comparison against the data of now: how its weeks moved, and its sentence and effect asked again."""

    weeks: Moved
    sentence: str
    change: float | None


def freeze(
    held: Answers, who: service.Principal, asked: Question, name: str, folder: Path | None = None
) -> service.Comparison:
    """Keep the answer for good, with everything it came from; raises a DataError where the name is taken."""
    given = comparing.inputs(held, who, asked)
    found = compare(asked.metric, asked.design, given, method=asked.method)
    comparing.keep(comparing.key_of(held, who, asked), found)
    definition, series = _text(asked.definition() | {"code": code()[:8]}), _text(_series(given))
    entry = service.Comparison(
        name=name, test_area=asked.test_area, metric=asked.metric.key, method=found.method, definition=definition,
        result=_text(outcome.document(asked, found)), series=series, input_hash=_hash(definition, series),
        data_version=held.version.data_version, frozen_on=held.version.as_at.date(),
    )  # fmt: skip
    return service.save_entry(entry, folder)


def document(entry: service.Comparison) -> Document:
    """What was said when it was frozen, digit for digit."""
    found: Document = json.loads(entry.result)
    return found


def whole(entry: service.Comparison) -> bool:
    """Whether definition and input are still those that the hash was made of."""
    return _hash(entry.definition, entry.series) == entry.input_hash


def asked_of(entry: service.Comparison) -> Question:
    """The question that was frozen."""
    return comparing.question_of(json.loads(entry.definition))


def again(entry: service.Comparison) -> Document:
    """The frozen question answered from the frozen input by the methods of this release."""
    asked = asked_of(entry)
    return outcome.document(asked, compare(asked.metric, asked.design, _inputs(entry), method=asked.method))


def today(held: Answers, who: service.Principal, entry: service.Comparison) -> Today:
    """The same question asked of the data of now; raises a sentence where they can't answer it any more."""
    asked = asked_of(entry)
    now = comparing.inputs(held, who, asked)
    found = outcome.document(asked, compare(asked.metric, asked.design, now, method=asked.method))
    return Today(moved(_inputs(entry).weekly, now.weekly), found["sentence"], found["change"])


@cache
def code() -> str:
    """A hash of the methods' own source, so that a frozen result says which release of them made it."""
    files = sorted([*METHODS_FOLDER.glob("*.py"), *(METHODS_FOLDER / "effects").glob("*.py")])
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _series(given: Inputs) -> dict[str, Any]:
    return {
        "weekly": _rows(given.weekly),
        "by_ward": None if given.by_ward is None else _rows(given.by_ward),
        "completeness": given.completeness,
    }


def _rows(values: pl.DataFrame) -> list[dict[str, Any]]:
    """Weeks as JSON's own values; without a number a week has none, whatever the reason."""
    numbers = [pl.col(name).cast(pl.Float64).fill_nan(None) for name in ("value", "numerator", "denominator")]
    return values.with_columns(pl.col("^period_start|ward$").cast(pl.String), *numbers).to_dicts()


def _inputs(entry: service.Comparison) -> Inputs:
    held = json.loads(entry.series)
    by_ward = None if held["by_ward"] is None else _frame(held["by_ward"], ward=pl.String)
    known = held["completeness"]
    return Inputs(_frame(held["weekly"]), by_ward, None if known is None else (known[0], known[1]))


def _frame(rows: list[dict[str, Any]], **more: Any) -> pl.DataFrame:
    values = pl.DataFrame(rows, schema={**ROW, **more, "partial": pl.Boolean})
    return values.with_columns(pl.col("period_start").str.to_date())


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _hash(definition: str, series: str) -> str:
    return hashlib.sha256(f"{definition}\n{series}".encode()).hexdigest()
