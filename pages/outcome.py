"""A comparison as one JSON document: what the command line prints, what is frozen, and what the page shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from metrics.checks import Check
from metrics.compare import BETWEEN_WARDS, Comparison
from metrics.effects.sensitivity import Alternative
from metrics.weekly import DRAWN
from pages.comparing import Question
from pages.parts import checks, sentences, words

Document = dict[str, Any]


def document(asked: Question, found: Comparison) -> Document:
    """All that is said about a comparison, in JSON's own values: written and read again it is the same."""
    simple, unit = found.simple, sentences.said_unit(found.metric)
    rows = found.series.with_columns(pl.col("date").cast(pl.String)).to_dicts()
    made = {
        "metric": found.metric.key, "label": found.metric.label, "unit": unit, "per": sentences.per(found.metric),
        "test_area": asked.test_area, "name": asked.design.name, "direction": asked.design.direction,
        "sentence": sentences.verdict(found), **found.verdict.parts(), "method": found.method, "why": found.why,
        "before": simple.before.value, "now": simple.now.value,
        "before_days": [simple.before.first, simple.before.last], "now_days": [simple.now.first, simple.now.last],
        "start": asked.design.first, "chart_sentence": _chart(found),
        "checks": [_check(one, unit) for one in found.checks],
        "alternatives": [_alternative(one) for one in found.alternatives],
        "series": rows,
    }  # fmt: skip
    parsed: Document = json.loads(json.dumps(made, default=str, allow_nan=False))
    return parsed


def series(found: Mapping[str, Any]) -> pl.DataFrame:
    """The weeks of a document: date, value, expected, low, high."""
    rows = pl.DataFrame(found["series"], schema={**DRAWN, "date": pl.String})
    return rows.with_columns(pl.col("date").str.to_date())


def _chart(found: Comparison) -> str:
    """What the chart shows; between wards the line beside is that of the comparison wards."""
    if found.method not in BETWEEN_WARDS or found.series.is_empty():
        return sentences.expected(found)
    unit, last = sentences.said_unit(found.metric), found.series.drop_nulls(["value", "expected"]).tail(1).to_dicts()
    if not last:
        return f"{found.metric.label} by week; the comparison wards have no week in common with it."
    seen, others = (words.amount(last[0][name], unit) for name in ("value", "expected"))
    ward = " in each ward" if found.metric.shape in ("flow", "stock") else ""
    return (
        f"{found.metric.label}{sentences.per(found.metric)}{ward} was {seen} in the last four weeks drawn; the "
        f"comparison wards, moved to the same level before the start, were at {others}."
    )


def _check(one: Check, unit: str) -> Document:
    said = checks.sentence(one.name, one.state, one.facts, unit)
    return {"name": one.name, "state": one.state, "words": said, **one.facts}


def _alternative(one: Alternative) -> Document:
    average = one.average
    return {
        "name": one.name, "words": one.words, "value": average and average.value, "low": average and average.low,
        "high": average and average.high, "refused": one.refused,
    }  # fmt: skip
