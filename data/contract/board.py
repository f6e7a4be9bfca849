"""The patient board: one row per inpatient per snapshot."""

from __future__ import annotations

import polars as pl

from data.contract.codes import PATHWAYS, YES_NO, pathway, yes_no
from data.contract.delay_reasons import REASON_GROUPS, national
from data.contract.kind import Column, Kind, Rule

BOARD = Kind(
    name="board",
    words="the patient board, one row per inpatient per snapshot",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("site", "text", "the site of the board", required=True),
        Column("ward", "text", "the ward the patient is on", required=True),
        Column(
            "spell_id", "text", "the spell the patient is in; the row waits until that spell is loaded", required=True
        ),
        Column("snapshot_at", "timestamp", "when the board was read", required=True),
        Column(
            "meets_criteria_to_reside",
            "text",
            "Y or N; blank is not recorded",
            allowed=frozenset(YES_NO),
            reads=yes_no,
        ),
        Column("bed", "text", "bed or bay"),
        Column("local_id", "text", "the trust's own identifier, for those who may see patients"),
        Column("criteria_code", "text", "which criterion to reside is met, 01 to 11"),
        Column(
            "delay_reason",
            "text",
            "one of the 37 national delay reasons",
            allowed=frozenset(REASON_GROUPS),
            reads=national,
        ),
        Column("pathway", "text", "planned discharge pathway, 0 to 3", allowed=frozenset(PATHWAYS), reads=pathway),
        Column("waiting_for", "text", "what the patient waits for, in the trust's words"),
        Column("owner", "text", "who has to act next"),
        Column("expected_discharge_date", "date", "the day the team expects discharge", future_allowed=True),
    ),
    key=("provider", "site", "spell_id", "snapshot_at"),
    dated_by="snapshot_at",
    flags=(
        Rule(
            "reason_and_status",
            pl.col("delay_reason").is_null() | (pl.col("meets_criteria_to_reside") != "Y"),
            "delay_reason",
            "there is a reason for delay, and the patient meets the criteria to reside.",
        ),
    ),
)
