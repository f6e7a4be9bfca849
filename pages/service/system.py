"""The system around the hospital: case reviews from files and from people, open referrals, names of national codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from data.access import Principal, Right, may
from data.contract.codes import DELAYED_TRANSFER_REASONS, PATHWAYS
from data.register import CaseReview
from metrics.ask import Answers, NothingLoaded
from metrics.case_review import COLUMNS, combined
from metrics.metric import REVIEWED_DECISION, Fact
from metrics.scope import Scope
from pages.service.core import ask, principal
from pages.service.entered import entries, save_entry

REASON_WORDS: Final = DELAYED_TRANSFER_REASONS
PATHWAY_WORDS: Final = PATHWAYS
IC_WAITING = Fact("ic_waiting", "intermediate_care", ("provider", "service", "setting"))
CHC_OPEN = Fact("chc_open", "chc", ("provider",))
_ENTERED: Final[dict[str, type[pl.DataType] | pl.DataType]] = {
    **COLUMNS, "reviewer": pl.String, "changed_at": pl.Datetime("us", "UTC"),
}  # fmt: skip


def decisions(scope: Scope) -> pl.DataFrame:
    """Every reviewed decision in scope once, from extracts and entries: the rows of metrics.case_review.combined.

    For those who see no patients extracts alone, where there are any: without its name no review is known again.
    """
    filed, entered = _filed(scope), _inside(entered_reviews(), scope)
    return combined(filed, entered.clear() if ask().grouped and filed.height else entered)


def left_out(scope: Scope, counted: pl.DataFrame) -> int:
    """How many decisions that were entered in the app `decisions` left out of `counted`."""
    if not ask().grouped or not counted.filter(pl.col("source") == "app").is_empty():
        return 0
    return _inside(entered_reviews(), scope).select("review_id", "decision_point").n_unique()


def entered_reviews() -> pl.DataFrame:
    """What reviewers entered in the app, one row per decision and reviewer: COLUMNS, reviewer, changed_at."""
    rows = [_row(entry) for entry in entries(CaseReview)]
    return pl.DataFrame(rows, schema=_ENTERED)


def ratings(scope: Scope) -> pl.DataFrame:
    """decision, reviewer, said: what each reviewer entered about whether a decision could have been better."""
    rows = _inside(entered_reviews(), scope)
    decision = pl.concat_str("review_id", "decision_point", separator=" ")
    return rows.select("reviewer", decision=decision, said="improvable")


def enter_review(review: CaseReview) -> CaseReview:
    """Save a reviewer's judgement of one decision; the same reviewer's earlier one of it is replaced."""
    about = (review.review_id, review.decision_point, review.reviewer)
    for held in entries(CaseReview):
        if (held.review_id, held.decision_point, held.reviewer) == about:
            return save_entry(replace(review, id=held.id, version=held.version))
    return save_entry(review)


def may_enter() -> bool:
    """Whether the person may enter the day's work."""
    return may(principal(), Right.ENTER)


def open_referrals(who: Principal, scope: Scope) -> pl.DataFrame:
    """Continuing healthcare referrals without a decision: checklist_on and days to the data's as-at day, oldest first.

    With referral_id only for a person who may see every patient.
    """
    named = may(who, Right.SEE_PATIENTS) and who.wards is None
    held = ask()
    rows = each(held.fact(who, CHC_OPEN, ["patients", *(["referral_id"] if named else [])], scope))
    rows = rows.with_columns(days=(pl.lit(_as_at(held)) - pl.col("stat_date")).dt.total_days())
    return rows.rename({"stat_date": "checklist_on"}).sort("checklist_on")


def waiting_for_care(who: Principal, scope: Scope) -> pl.DataFrame:
    """Referrals to intermediate care that have not started: service, setting and whole hours since the referral."""
    held = ask()
    rows = each(held.fact(who, IC_WAITING, ["patients", "service", "setting", "referred_at"], scope))
    hours = (pl.lit(held.version.as_at) - pl.col("referred_at")).dt.total_hours()
    return rows.select(pl.col("service", "setting").cast(pl.String), hours=hours).sort("hours", descending=True)


def each(rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each of the `patients` that a row counts: a file without patients holds them added up."""
    return rows.select(pl.all().repeat_by("patients")).explode(rows.columns)


def loaded(who: Principal, feed: str) -> bool:
    """Whether any extract of a feed is loaded; false too while nothing is."""
    try:
        return feed in ask().feeds(who)
    except NothingLoaded:
        return False


def _filed(scope: Scope) -> pl.DataFrame:
    held = ask()
    added_up = ("stat_date", "review_id") if held.grouped else ("stat_date",)
    wanted = [name for name in COLUMNS if name not in added_up]
    rows = each(held.fact(principal(), REVIEWED_DECISION, ["patients", *wanted], scope))
    if held.grouped:  # reviews by number, since their names are not in the file without patients
        rows = rows.with_columns(review_id=pl.int_range(pl.len()).cast(pl.String))
    return rows.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())


def _row(entry: CaseReview) -> dict[str, object]:
    existed = {True: "Y", False: "N", None: None}[entry.alternative_existed]
    return {
        "review_id": entry.review_id, "decision_point": entry.decision_point, "stat_date": entry.reviewed_on,
        "site": entry.site or None, "ward": entry.ward or None, "of_stay": int(bool(entry.spell_id or entry.ward)),
        "actual_pathway": entry.actual_pathway, "ideal_pathway": entry.ideal_pathway,
        "improvable": "Y" if entry.improvable else "N", "alternative_existed": existed, "reason": entry.reason or None,
        "reviewer": entry.reviewer, "changed_at": entry.changed_at,
    }  # fmt: skip


def _inside(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Entries name a site where it is known; a choice of providers says nothing about them."""
    return rows.filter(scope.days(), *scope.places("provider"))


def _as_at(held: Answers) -> date:
    return held.version.as_at.date()
