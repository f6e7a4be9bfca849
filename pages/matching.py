"""Matched cohorts asked of the store, and the answer as one document: for the page and the command line alike."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import polars as pl

from metrics.ask import Answers
from metrics.effects.estimate import Estimate
from metrics.matching import Question, ask_matched
from metrics.matching_found import Arm, Found
from pages import service
from pages.background import Say

YEAR = timedelta(days=364)


def answer(held: Answers, who: service.Principal, asked: Question, say: Say = lambda words, share: None) -> Found:
    """The cohort beside its partners. Raises NotAllowed for somebody who may see no patients, UnknownPlace."""
    service.require(who, service.Right.SEE_PATIENTS)
    say("Matching people", 0.0)
    return ask_matched(held, who, asked)


def key_of(held: Answers, who: service.Principal, asked: Question) -> tuple[Any, ...]:
    """What an answer depends on: data, settings, who asks, and all of the question."""
    question = asked.metric.key, asked.cohort, repr(asked.scope), asked.traits, asked.nights
    return "matched", held.version.data_version, repr(held.settings), who, question


def covered(held: Answers, who: service.Principal) -> tuple[date, date]:
    """The first and the last day of which discharges are known, both inclusive."""
    days = held.table(who, "cover_day").filter(pl.col("feed") == "spells")["stat_date"].to_list()
    return (min(days), max(days)) if days else (held.version.as_at.date(),) * 2


def last_year(days: tuple[date, date]) -> date:
    """The day that a question begins on where nobody says: a year before the last, or the first."""
    return max(days[0], days[1] - YEAR)


def document(found: Found, asked: Question) -> dict[str, Any]:
    """The answer in JSON's own values; numbers of the effect only where the verdict lets them be read."""
    scope = asked.scope
    return {
        "metric": asked.metric.key, "cohort": asked.cohort, "nights": asked.nights,
        "from": _iso(scope.from_day), "to": _iso(scope.to_day), "site": scope.site, "provider": scope.provider,
        "matched_on": list(found.matched_on), "not_in_the_data": list(found.absent),
        "verdict": found.verdict.kind, "reasons": list(found.verdict.reasons),
        **_effect(found),
        "balance": [asdict(one) for one in found.balance],
        "levels": None if found.levels is None else asdict(found.levels),
        "people": {"cohort": _arm(found.cohort), "others": _arm(found.others)},
        "blank": [asdict(one) for one in found.blanks],
        "others_with_another_cohort": found.elsewhere,
        "stay_sign": None if found.late is None else asdict(found.late),
    }  # fmt: skip


def _effect(found: Found) -> dict[str, Any]:
    result = found.result if found.readable else None
    if result is None:
        return dict.fromkeys(("difference", "adjusted", "ratio", "e_value", "e_value_end", "without_matching"))
    return {
        "difference": _estimate(result.att), "adjusted": _estimate(result.adjusted), "ratio": _estimate(found.ratio),
        "e_value": found.e_value, "e_value_end": found.e_value_end, "without_matching": found.unmatched_gap,
    }  # fmt: skip


def _arm(arm: Arm) -> dict[str, int]:
    return asdict(arm) | {"alone": arm.alone}


def _estimate(found: Estimate | None) -> dict[str, float] | None:
    return None if found is None else {"value": found.value, "low": found.low, "high": found.high}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
