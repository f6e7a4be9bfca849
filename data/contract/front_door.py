"""The front door: attendances, handovers and admissions by site and day."""

from __future__ import annotations

import polars as pl

from data.contract.kind import Column, Kind, Rule

_COUNTS = (
    ("attendances", "attendances at the emergency department"),
    ("within_4_hours", "of these, left or were admitted within 4 hours"),
    ("handovers", "ambulance handovers"),
    ("handovers_within_15", "of these, finished within 15 minutes"),
    ("handovers_within_30", "of these, finished within 30 minutes"),
    ("handovers_within_60", "of these, finished within 60 minutes"),
    ("admissions", "emergency admissions"),
    ("admissions_avoided", "admissions avoided"),
    ("social_care_referrals", "referrals to social care"),
)


def _part(part: str, whole: str) -> Rule:
    reason = f"{part} is more than {whole}."
    return Rule(f"{part}_of_{whole}", pl.col(part) <= pl.col(whole), part, reason)


FRONT_DOOR = Kind(
    name="front_door",
    words="the front door, one row per site and day",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("site", "text", "the site; blank for the whole provider"),
        Column("date", "date", "the day", required=True),
        *(Column(name, "integer", words, minimum=0) for name, words in _COUNTS),
    ),
    key=("provider", "site", "date"),
    dated_by="date",
    rules=(
        _part("within_4_hours", "attendances"),
        _part("handovers_within_15", "handovers_within_30"),
        _part("handovers_within_30", "handovers_within_60"),
        _part("handovers_within_60", "handovers"),
        _part("handovers_within_30", "handovers"),
        _part("handovers_within_15", "handovers"),
    ),
    one_of=tuple(name for name, _ in _COUNTS),
)
