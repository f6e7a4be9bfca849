"""Case reviews: what happened at each decision point, and what would have been better."""

from __future__ import annotations

from data.contract.codes import PATHWAYS, YES_NO, pathway, yes_no
from data.contract.kind import Column, Kind

CASE_REVIEWS = Kind(
    name="case_reviews",
    words="case reviews, one row per review and decision point",
    columns=(
        Column("review_id", "text", "the review's number", required=True),
        Column("reviewed_on", "date", "the day of the review", required=True),
        Column(
            "decision_point",
            "text",
            "the decision reviewed, Q1 to Q7",
            required=True,
            allowed=frozenset(f"Q{number}" for number in range(1, 8)),
        ),
        Column("site", "text", "the site"),
        Column("ward", "text", "the ward"),
        Column("spell_id", "text", "the spell reviewed"),
        Column("actual_pathway", "text", "the pathway taken, 0 to 3", allowed=frozenset(PATHWAYS), reads=pathway),
        Column("ideal_pathway", "text", "the pathway that would suit best", allowed=frozenset(PATHWAYS), reads=pathway),
        Column(
            "improvable", "text", "Y if the decision could have been better", allowed=frozenset(YES_NO), reads=yes_no
        ),
        Column(
            "alternative_existed",
            "text",
            "Y if the better option existed at the time",
            allowed=frozenset(YES_NO),
            reads=yes_no,
        ),
        Column("reason", "text", "why, in the reviewer's words"),
    ),
    key=("review_id", "decision_point"),
    dated_by="reviewed_on",
)
