"""Why people wait: the 37 national delay reasons, each with what the ward says it waits for, its owner, and its weight.

`by_pathway` weighs a reason for pathways 0 to 3; `by_stage` for the first two days after readiness, the next four,
and later: hospital steps come first, capacity last.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from data.demo import effects
from data.demo.calendar import Floats

SOCIAL_WORK, TREATMENT = "social work", "active treatment"
WARD, HUB, THERAPY, PHARMACY = "Ward team", "Care transfer hub", "Therapy team", "Pharmacy"
COUNCIL, COMMUNITY, BROKERAGE, HOUSING = "Adult social care", "Community provider", "Care brokerage", "Housing team"
EARLY, MIDDLE, LATE = (4, 1.5, 0.5), (2, 3, 2), (0.7, 2.5, 4)
ALIKE = (1, 1, 1)


class Reason(NamedTuple):
    """One national reason."""

    text: str
    waiting_for: str
    owner: str
    by_pathway: tuple[float, float, float, float]
    by_stage: tuple[float, float, float] = ALIKE


R = Reason
HOSPITAL = (
    R(
        "Awaiting formal decision to discharge (inc diagnostic test results)",
        "medical review",
        WARD,
        (9, 2, 2, 1),
        EARLY,
    ),
    R("Awaiting medical review of need for supported discharge", "medical review", WARD, (3, 4, 3, 2), EARLY),
    R("Awaiting therapy review of need for supported discharge", "therapy", THERAPY, (3, 8, 7, 3), EARLY),
    R("Awaiting referral to care transfer hub for supported discharge", "referral", WARD, (0, 5, 4, 4), EARLY),
    R(
        "Awaiting medicines to take home, discharge letter or other discharge documentation",
        "medicines",
        PHARMACY,
        (9, 3, 1, 1),
        EARLY,
    ),
    R("Awaiting patient transport services", "transport", "Transport desk", (5, 3, 2, 2), EARLY),
    R(
        "Remaining in hospital due to infection prevention and control restrictions",
        "infection control",
        "Infection prevention",
        (1, 0.7, 2, 2),
        MIDDLE,
    ),
)
WELLBEING = (
    R("Patient/family/carer concerns over discharge readiness", "family decision", WARD, (4, 3, 3, 4), EARLY),
    R("Issues with discharge destination readiness", "family decision", WARD, (3, 2, 1, 1), MIDDLE),
    R("Awaiting determination of mental capacity", SOCIAL_WORK, COUNCIL, (0.5, 0.8, 1.5, 3), MIDDLE),
    R("Ongoing safeguarding concern", SOCIAL_WORK, COUNCIL, (0.5, 0.5, 0.7, 1.2), MIDDLE),
)
TRANSFER_HUB = (
    R("Waiting for confirmation of immediate care needs and pathway", SOCIAL_WORK, HUB, (0.5, 7, 7, 7), MIDDLE),
    R("Awaiting necessary referrals by care transfer hub", "referral", HUB, (0, 4, 4, 3), MIDDLE),
    R("Awaiting confirmation of funding eligibility", "funding decision", HUB, (0, 2, 2, 6), MIDDLE),
)
INTERFACE = (
    R(
        "Home based rehabilitation, reablement or recovery service arrangements still underway (P1)",
        "care package",
        COMMUNITY,
        (0, 7, 0, 0),
        MIDDLE,
    ),
    R(
        "Other home-based social care service arrangements still underway (P1)",
        "care package",
        BROKERAGE,
        (0, 5, 0, 0),
        MIDDLE,
    ),
    R(
        "Other home-based community health service arrangements still underway (P1)",
        "care package",
        COMMUNITY,
        (0, 2, 0, 0),
        MIDDLE,
    ),
    R(
        "Bed-based rehabilitation, reablement or recovery service arrangements still underway (P2)",
        "community bed",
        COMMUNITY,
        (0, 0, 9, 0),
        MIDDLE,
    ),
    R(
        "Residential/nursing home care arrangements still underway (P3)",
        "care home placement",
        BROKERAGE,
        (0, 0, 0, 11),
        MIDDLE,
    ),
    R(
        "End of life care inc Fast-Track CHC arrangement still underway (P1 or 3)",
        "funding decision",
        HUB,
        (0, 1, 0, 2),
        MIDDLE,
    ),
    R(
        "Housing provision arrangement for homelessness still underway (P0 or 1)",
        "housing",
        HOUSING,
        (1.5, 0.8, 0, 0),
        LATE,
    ),
    R("Homeless with no recourse to public funds", "housing", HOUSING, (0.4, 0.2, 0, 0), LATE),
    R(
        "Self-funded care package arrangements still underway",
        "family decision",
        "Patient and family",
        (0, 2, 0.5, 3),
        MIDDLE,
    ),
    R(
        "Patient/family/carer choice discussions on package still underway",
        "family decision",
        "Patient and family",
        (0, 2, 2, 5),
        MIDDLE,
    ),
    R("Out of area discharge arrangements requested but not completed", SOCIAL_WORK, HUB, (0.5, 1, 1, 1), LATE),
    R("Further action requested by agreed provider", "care package", COMMUNITY, (0, 1, 1, 1.5), LATE),
)
CAPACITY = (
    R("Awaiting restart of existing social care arrangements (P0)", "care package", BROKERAGE, (7, 0, 0, 0)),
    R(
        "Home-based rehabilitation, reablement or recovery services not yet available (P1)",
        "care package",
        COMMUNITY,
        (0, 9, 0, 0),
        LATE,
    ),
    R("Other home-based social care service not yet available (P1)", "care package", BROKERAGE, (0, 6, 0, 0), LATE),
    R(
        "Other home-based community health services not yet available (P1)",
        "care package",
        COMMUNITY,
        (0, 2, 0, 0),
        LATE,
    ),
    R(
        "Bed-based rehabilitation, reablement or recovery services not yet available (P2)",
        "community bed",
        COMMUNITY,
        (0, 0, 14, 0),
        LATE,
    ),
    R(
        "Mental health admitted patient care not yet available (P2)",
        "community bed",
        "Mental health liaison",
        (0, 0, 1, 0),
        LATE,
    ),
    R("Residential/nursing home care not yet available (P3)", "care home placement", BROKERAGE, (0, 0, 0, 14), LATE),
    R(
        "End of life care inc Fast-Track CHC not yet available (P1 or 3)",
        "care home placement",
        COMMUNITY,
        (0, 1, 0, 2),
        LATE,
    ),
    R(
        "Equipment and associated training not yet delivered (P1-3)",
        "equipment",
        "Equipment service",
        (0, 3, 1, 1),
        MIDDLE,
    ),
    R("Housing adaptations not yet completed (P1 or 3)", "housing", HOUSING, (0, 1, 0, 0.5), LATE),
    R("Housing provision not yet available (P0 or 1)", "housing", HOUSING, (0.7, 0.5, 0, 0), LATE),
)
NATIONAL = (*HOSPITAL, *WELLBEING, *TRANSFER_HUB, *INTERFACE, *CAPACITY)

NOBODY = (0, 0, 0, 0)
JUNIPER_TEAM = "Juniper team"
JUNIPER = (  # weights before and now; the first two are the test area's
    (R("Waiting for confirmation of immediate care needs and pathway", SOCIAL_WORK, COUNCIL, NOBODY),
     effects.SOCIAL_WORK_BEFORE, effects.SOCIAL_WORK_NOW),
    (R("Awaiting formal decision to discharge (inc diagnostic test results)", TREATMENT, JUNIPER_TEAM, NOBODY),
     effects.TREATMENT_BEFORE, effects.TREATMENT_NOW),
    (R("Awaiting medical review of need for supported discharge", "medical review", JUNIPER_TEAM, NOBODY), 0.16, 0.10),
    (R("Awaiting therapy review of need for supported discharge", "therapy", THERAPY, NOBODY), 0.10, 0.07),
    (R("Housing provision arrangement for homelessness still underway (P0 or 1)", "housing", HOUSING, NOBODY),
     0.12, 0.09),
    (R("Patient/family/carer concerns over discharge readiness", "family decision", JUNIPER_TEAM, NOBODY), 0.08, 0.06),
    (R("Awaiting necessary referrals by care transfer hub", "community team", "Community mental health", NOBODY),
     0.10, 0.08),
)  # fmt: skip
REASONS = (*NATIONAL, *(reason for reason, _, _ in JUNIPER))
STAGES = 3
JUNIPER_BEFORE, JUNIPER_NOW = 4 * STAGES, 4 * STAGES + 1  # the two contexts after those of pathway and stage


def cumulative() -> Floats:
    """For each context (pathway x stage, then Juniper before and now) the cumulative shares of `REASONS`."""
    table = np.zeros((4 * STAGES + 2, len(REASONS)))
    for place, reason in enumerate(NATIONAL):
        table[: 4 * STAGES, place] = np.outer(reason.by_pathway, reason.by_stage).ravel()
    for place, (_, before, now) in enumerate(JUNIPER, start=len(NATIONAL)):
        table[JUNIPER_BEFORE, place], table[JUNIPER_NOW, place] = before, now
    return np.cumsum(table, axis=1) / table.sum(axis=1, keepdims=True)
