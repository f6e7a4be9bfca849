"""The 37 national delay reasons in their five groups (acute discharge situation report, from 27 May 2024)."""

from __future__ import annotations

import re

GROUPS: dict[str, tuple[str, ...]] = {
    "Hospital process": (
        "Awaiting formal decision to discharge (inc diagnostic test results)",
        "Awaiting medical review of need for supported discharge",
        "Awaiting therapy review of need for supported discharge",
        "Awaiting referral to care transfer hub for supported discharge",
        "Awaiting medicines to take home, discharge letter or other discharge documentation",
        "Awaiting patient transport services",
        "Remaining in hospital due to infection prevention and control restrictions",
    ),
    "Wellbeing concerns": (
        "Patient/family/carer concerns over discharge readiness",
        "Issues with discharge destination readiness",
        "Awaiting determination of mental capacity",
        "Ongoing safeguarding concern",
    ),
    "Care transfer hub process": (
        "Waiting for confirmation of immediate care needs and pathway",
        "Awaiting necessary referrals by care transfer hub",
        "Awaiting confirmation of funding eligibility",
    ),
    "Interface process": (
        "Home based rehabilitation, reablement or recovery service arrangements still underway (P1)",
        "Other home-based social care service arrangements still underway (P1)",
        "Other home-based community health service arrangements still underway (P1)",
        "Bed-based rehabilitation, reablement or recovery service arrangements still underway (P2)",
        "Residential/nursing home care arrangements still underway (P3)",
        "End of life care inc Fast-Track CHC arrangement still underway (P1 or 3)",
        "Housing provision arrangement for homelessness still underway (P0 or 1)",
        "Homeless with no recourse to public funds",
        "Self-funded care package arrangements still underway",
        "Patient/family/carer choice discussions on package still underway",
        "Out of area discharge arrangements requested but not completed",
        "Further action requested by agreed provider",
    ),
    "Capacity": (
        "Awaiting restart of existing social care arrangements (P0)",
        "Home-based rehabilitation, reablement or recovery services not yet available (P1)",
        "Other home-based social care service not yet available (P1)",
        "Other home-based community health services not yet available (P1)",
        "Bed-based rehabilitation, reablement or recovery services not yet available (P2)",
        "Mental health admitted patient care not yet available (P2)",
        "Residential/nursing home care not yet available (P3)",
        "End of life care inc Fast-Track CHC not yet available (P1 or 3)",
        "Equipment and associated training not yet delivered (P1-3)",
        "Housing adaptations not yet completed (P1 or 3)",
        "Housing provision not yet available (P0 or 1)",
    ),
}

REASON_GROUPS: dict[str, str] = {reason: group for group, reasons in GROUPS.items() for reason in reasons}


def _letters(text: str) -> str:
    # The published files differ in dashes, spaces, no-break spaces, `?` in place of a space and `Pathway 1` for `P1`.
    return re.sub(r"pathway(?=[0-9])", "p", re.sub(r"[^0-9a-z]", "", text.casefold()))


def _spellings(reason: str, group: str) -> set[str]:
    # Many systems leave out the pathways in brackets at the end, such as "(P1)".
    plain = (reason, re.sub(r" \(P[^)]*\)$", "", reason))
    return {_letters(prefix + text) for prefix in ("", group) for text in plain}


_BY_LETTERS = {letters: reason for reason, group in REASON_GROUPS.items() for letters in _spellings(reason, group)}


def national(text: str) -> str | None:
    """Give the canonical text of a delay reason, or None when it is not one of the 37.

    A `Group - ` prefix of its own group, any kind of dash or space, `?` for a space, letter case, and leaving out the
    pathways in brackets at the end make no difference.
    """
    return _BY_LETTERS.get(_letters(text))
