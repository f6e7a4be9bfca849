"""Hospital provider spells, open or finished: the one kind that every other is read against."""

from __future__ import annotations

import polars as pl

from data.contract.codes import (
    ADMISSION_METHODS,
    DISCHARGE_DESTINATIONS,
    DISCHARGE_METHODS,
    PATHWAYS,
    PATIENT_CLASSIFICATIONS,
    pathway,
)
from data.contract.kind import Column, Kind, Rule

# criteria_not_met_at fills a blank ready date (contract, section 1), so what it fills in must keep the same rules.
_READY = pl.coalesce(pl.col("discharge_ready_date"), pl.col("criteria_not_met_at").dt.date())
_FILLED = pl.col("discharge_ready_date").is_null()
_ADMITTED = pl.col("admitted_at").dt.date()
_DISCHARGED = pl.col("discharged_at").dt.date()
_DIED = pl.col("discharge_method").is_in(["4", "5"])
_CARE_HOMES = ["54", "55", "56", "65", "85"]
LONG_DAYS = 1_826

SPELLS = Kind(
    name="spells",
    words="hospital provider spells, open or finished",
    columns=(
        Column("provider", "text", "the provider's ODS code", required=True),
        Column("site", "text", "the current site, or the site discharged from", required=True),
        Column("ward", "text", "the current ward, or the ward discharged from", required=True),
        Column("spell_id", "text", "the spell's number, unique within the provider", required=True),
        Column("person_id", "text", "a pseudonym of the patient; readmissions need it"),
        Column("age", "integer", "age at admission, in years", required=True, minimum=0, maximum=120),
        Column("sex", "text", "sex, as the trust words it"),
        Column("ethnicity", "text", "ethnic category, as the trust words it"),
        Column("imd_decile", "text", "deprivation decile of the home address, 1 the most deprived"),
        Column("local_authority", "text", "the local authority responsible"),
        Column("specialty", "text", "treatment function or specialty"),
        Column("cohort", "text", "a local scope label, such as discharge hub"),
        Column(
            "admission_method",
            "text",
            "national admission method code",
            required=True,
            allowed=frozenset(ADMISSION_METHODS),
        ),
        Column(
            "patient_classification",
            "text",
            "national patient classification code",
            required=True,
            allowed=frozenset(PATIENT_CLASSIFICATIONS),
        ),
        Column("admitted_at", "timestamp", "when the spell began", required=True),
        Column("expected_discharge_date", "date", "the day the team expects discharge", future_allowed=True),
        Column("expected_date_set_at", "timestamp", "when the expected date was set"),
        Column("discharge_ready_date", "date", "start of the final period of not meeting the criteria to reside"),
        Column("criteria_not_met_at", "timestamp", "the ready date with its time; fills a blank ready date"),
        Column("discharged_at", "timestamp", "when the patient left; blank while in hospital"),
        Column("discharge_method", "text", "national discharge method code", allowed=frozenset(DISCHARGE_METHODS)),
        Column(
            "discharge_destination",
            "text",
            "national discharge destination code",
            allowed=frozenset(DISCHARGE_DESTINATIONS),
        ),
        Column("pathway", "text", "discharge pathway, 0 to 3", allowed=frozenset(PATHWAYS), reads=pathway),
        Column("support_started_at", "timestamp", "first contact of the pathway 1 to 3 service"),
        Column("weekly_care_cost", "decimal", "ongoing cost of care at discharge, pounds a week", minimum=0),
    ),
    key=("provider", "spell_id"),
    dated_by="admitted_at",
    rules=(
        Rule(
            "discharge_after_admission",
            pl.col("discharged_at") >= pl.col("admitted_at"),
            "discharged_at",
            "The discharge is before the admission.",
        ),
        Rule(
            "ready_after_admission",
            _FILLED | (_READY >= _ADMITTED),
            "discharge_ready_date",
            "The discharge ready date is before the day of admission.",
        ),
        Rule(
            "ready_before_discharge",
            _FILLED | (_READY <= _DISCHARGED),
            "discharge_ready_date",
            "The discharge ready date is after the day of discharge.",
        ),
        Rule(
            "filled_ready_after_admission",
            ~_FILLED | (_READY >= _ADMITTED),
            "criteria_not_met_at",
            "The time the criteria were no longer met is before the day of admission, and the ready date is blank.",
        ),
        Rule(
            "filled_ready_before_discharge",
            ~_FILLED | (_READY <= _DISCHARGED),
            "criteria_not_met_at",
            "The time the criteria were no longer met is after the day of discharge, and the ready date is blank.",
        ),
    ),
    flags=(
        Rule(
            "stay_of_years",
            (_DISCHARGED - _ADMITTED).dt.total_days() <= LONG_DAYS,
            "discharged_at",
            "the stay is longer than five years.",
        ),
        Rule(
            "died_and_destination",
            (pl.col("discharge_destination") == "79") == _DIED,
            "discharge_destination",
            "the method and the destination of the discharge do not agree on whether the patient died.",
        ),
        Rule(
            "pathway_0_and_destination",
            (pl.col("pathway") != "0") | ~pl.col("discharge_destination").is_in(_CARE_HOMES),
            "pathway",
            "pathway 0 is home, and the destination a care home: right only for those who live there.",
        ),
    ),
)
