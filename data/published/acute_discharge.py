"""Acute Discharge Situation Report, trust by day, in the tables of trust code, date and counts.

A trust-day with more discharged than not meeting the criteria is loaded as published: the two are counted apart, and
a data-quality note names such days.
"""

from __future__ import annotations

from data.published.layout import Layout

PUBLISHER = "NHS England"

CRITERIA_TO_RESIDE = Layout(
    key="acute_discharge_criteria_to_reside",
    words="Acute Discharge Situation Report: patients who do not meet the criteria to reside, by trust and day",
    publisher=PUBLISHER,
    columns=("nhs_trust22_code", "date", "do_not_meet_criteria_to_reside"),
    provider="nhs_trust22_code",
    day="date",
    measures={"nctr": "do_not_meet_criteria_to_reside"},
)

# 17:01 to 23:59 is the total less the part by 17:00, so no measure of ours comes from it.
DISCHARGED_PATIENTS = Layout(
    key="acute_discharge_discharged_patients",
    words="Acute Discharge Situation Report: patients discharged, by trust and day",
    publisher=PUBLISHER,
    columns=(
        "nhs_trust22_code",
        "date",
        "discharged_by_1700",
        "discharged_between_1701_2359",
        "discharged_total",
    ),
    provider="nhs_trust22_code",
    day="date",
    measures={"discharged": "discharged_total", "discharged_by_1700": "discharged_by_1700"},
)
