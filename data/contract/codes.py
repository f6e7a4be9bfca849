"""National code lists (NHS Data Dictionary, HES technical output specification), retired codes included.

One feed carries old and new codes during a change of the commissioning data set, so both are on the lists.
"""

from __future__ import annotations

ADMISSION_METHODS: dict[str, str] = {
    "11": "Elective: waiting list",
    "12": "Elective: booked",
    "13": "Elective: planned",
    "21": "Emergency: emergency department",
    "22": "Emergency: general practitioner",
    "23": "Emergency: bed bureau",
    "24": "Emergency: consultant clinic",
    "25": "Emergency: mental health crisis team",
    "2A": "Emergency: emergency department of another provider",
    "2B": "Emergency: transfer of an admitted patient",
    "2C": "Emergency: baby born at home as intended",
    "2D": "Emergency: other",
    "28": "Emergency: other means (retired)",
    "31": "Maternity: before the birth",
    "32": "Maternity: after the birth",
    "81": "Other: transfer that is not an emergency",
    "82": "Other: birth in this provider",
    "83": "Other: birth outside this provider",
    "98": "Not applicable",
    "99": "Not known",
}

PATIENT_CLASSIFICATIONS: dict[str, str] = {
    "1": "Ordinary admission",
    "2": "Day case",
    "3": "Regular day attender",
    "4": "Regular night attender",
    "5": "Mother and baby using delivery facilities only",
    "8": "Not applicable",
    "9": "Not known",
}

DISCHARGE_METHODS: dict[str, str] = {
    "1": "On clinical advice or with consent",
    "2": "By self or by a relative or advocate (retired 2022-23)",
    "3": "By a tribunal, the Home Secretary or a court",
    "4": "Died",
    "5": "Stillbirth",
    "6": "By self",
    "7": "By a relative or advocate",
    "8": "Not finished",
    "9": "Not known",
}

DISCHARGE_DESTINATIONS: dict[str, str] = {
    "19": "Usual place of residence",
    "29": "Temporary place of residence",
    "30": "Repatriation from high security psychiatric accommodation",
    "37": "Court",
    "38": "Police station (to 2022-23)",
    "39": "Penal establishment, court or police station excluded",
    "40": "Penal establishment",
    "42": "Police station or custody suite",
    "48": "High security psychiatric hospital, Scotland",
    "49": "NHS high security psychiatric accommodation",
    "50": "NHS medium secure unit",
    "51": "NHS other provider: general patients or younger physically disabled",
    "52": "NHS other provider: maternity or neonates",
    "53": "NHS other provider: mental illness or learning disability",
    "54": "NHS run care home (retired 2022-23)",
    "55": "Care home with nursing",
    "56": "Care home without nursing",
    "65": "Local authority residential accommodation with care (retired 2022-23)",
    "66": "Local authority foster care",
    "79": "Died or stillbirth",
    "84": "Independent medium secure unit",
    "85": "Care home, neither NHS nor local authority (retired 2022-23)",
    "86": "Carried by older records; not described by today's list",
    "87": "Independent hospital",
    "88": "Hospice",
    "89": "Forced repatriation",
    "98": "Not finished",
    "99": "Not known",
}

PATHWAYS: dict[str, str] = {
    "0": "Home, no new or additional need",
    "1": "Home with new or additional support",
    "2": "A community bed with recovery support, short term",
    "3": "A care home for the first time, long term",
}

DELAYED_TRANSFER_REASONS: dict[str, str] = {
    "A": "Awaiting completion of assessment",
    "B": "Awaiting public funding",
    "C": "Awaiting further non-acute NHS care",
    "Di": "Awaiting residential home placement or availability",
    "Dii": "Awaiting nursing home placement or availability",
    "E": "Awaiting care package in own home",
    "F": "Awaiting community equipment and adaptations",
    "G": "Patient or family choice",
    "H": "Disputes",
    "I": "Housing: patients not covered by the Care Act",
    "O": "Other (from April 2017)",
}

ATTRIBUTIONS = ("NHS", "Social care", "Both")
YES_NO = ("Y", "N")
RETURN_MEASURES = (
    "nctr",
    "remaining",
    "discharged",
    "discharged_by_1700",
    "beds_open",
    "beds_occupied",
    "stay_7_plus",
    "stay_14_plus",
    "stay_21_plus",
)


def pathway(text: str) -> str | None:
    """Give `0` to `3` for `0` to `3` or `P0` to `P3`, in either case and with or without a space; else None."""
    code = text.strip().upper().removeprefix("P").strip()
    return code if code in PATHWAYS else None


def yes_no(text: str) -> str | None:
    """Give `Y` or `N` for Y, Yes, N or No in either case; else None."""
    return {"y": "Y", "yes": "Y", "n": "N", "no": "N"}.get(text.strip().casefold())
