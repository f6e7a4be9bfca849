"""Monthly and yearly tables: discharge ready date, A&E attendances, beds, delay reasons of trusts (NHS England).

What a figure is called here, by publication:

- drd: total, same_day, delayed, bed_days, days_mean_delayed, providers_acceptable. Percentages of counts are not read.
- drd_bands: discharges by days of delay, `delay_0`, `delay_1`, `delay_2_3` ... `delay_21_plus`, and `bed_days_1` ...;
  apart from drd because they may be of a year where that is of months.
- ae: attendances_type_1 ..., over_4_hours_type_1 ...; booked appointments apart, as published.
- beds: `<ward type>_open` and `<ward type>_occupied`, averages of the month; the rates are not read.
- reasons: delayed_people with the reason as its part, people delayed on an average day of the month.
"""

from __future__ import annotations

from data.published.figures import Figures
from data.published.long_figures import LongFigures

PUBLISHER = "NHS England"
BANDS = {
    "no_delay": "0", "one_day": "1", "two_three": "2_3", "four_six": "4_6", "seven_thirteen": "7_13",
    "fourteen_twenty": "14_20", "twenty_one_plus": "21_plus",
}  # fmt: skip

DISCHARGE_READY_MONTHLY = Figures(
    key="discharge_ready_date_monthly",
    words="Discharge ready date: discharges and days of delay by organisation and month",
    publisher=PUBLISHER,
    source="drd",
    required=("level", "code", "month", "total_discharges", "same_day_count", "bed_days_after_drd"),
    code="code", level="level", name="name", region="region", period="month",
    measures={
        "total_discharges": "total",
        "same_day_count": "same_day",
        "delayed_count": "delayed",
        "bed_days_after_drd": "bed_days",
        "average_days_after_drd_excluding_zero": "days_mean_delayed",
        "acceptable_provider_count": "providers_acceptable",
        "acceptable_provider_percent": "providers_acceptable_percent",
        "utla_coverage_percent": "utla_coverage_percent",
    },
)  # fmt: skip

DELAY_BANDS = Figures(
    key="discharge_ready_date_bands",
    words="Discharge ready date: discharges and bed days by length of delay, by organisation, for a year",
    publisher=PUBLISHER,
    source="drd_bands",
    required=("level", "code", *(f"n_{band}" for band in BANDS)),
    code="code", level="level", name="name",
    measures={
        "months_present": "months_present",
        **{f"n_{band}": f"delay_{name}" for band, name in BANDS.items()},
        **{f"beddays_{band}": f"bed_days_{name}" for band, name in BANDS.items()},
    },
)  # fmt: skip

_DEPARTMENTS = {"Type 1": "type_1", "Type 2": "type_2", "Other A&E Department": "other",
                "Booked Appointments Type 1": "booked_type_1", "Booked Appointments Type 2": "booked_type_2",
                "Booked Appointments Other Department": "booked_other"}  # fmt: skip
_ADMISSIONS = {"Emergency admissions via A&E - Type 1": "type_1", "Emergency admissions via A&E - Type 2": "type_2",
               "Emergency admissions via A&E - Other A&E department": "other",
               "Other emergency admissions": "not_via_ae"}  # fmt: skip

EMERGENCY_MONTHLY = Figures(
    key="ae_monthly",
    words="A&E attendances and emergency admissions by provider, for a month",
    publisher=PUBLISHER,
    source="ae",
    required=("Period", "Org Code", "A&E attendances Type 1", "Attendances over 4hrs Type 1"),
    code="Org Code", name="Org name", region="Parent Org", period="Period",
    measures={
        **{f"A&E attendances {column}": f"attendances_{name}" for column, name in _DEPARTMENTS.items()},
        **{f"Attendances over 4hrs {column}": f"over_4_hours_{name}" for column, name in _DEPARTMENTS.items()},
        "Attendances over 4hrs Other Department": "over_4_hours_other",
        "Patients who have waited 4-12 hs from DTA to admission": "waited_4_to_12_hours_for_bed",
        "Patients who have waited 12+ hrs from DTA to admission": "waited_12_hours_for_bed",
        **{column: f"emergency_admissions_{name}" for column, name in _ADMISSIONS.items()},
    },
)  # fmt: skip

_WARDS = {
    "general_acute": "general_acute", "adult_general_acute": "adult_general_acute",
    "paediatric_general_acute": "paediatric_general_acute", "adult_critical_care": "adult_critical_care",
    "paediatric_intensive_cared": "paediatric_intensive_care", "neonatal_intensive_care": "neonatal_intensive_care",
}  # fmt: skip
_BED_WORDS = ("beds_available", "bed_available", "beds_occupied", "bed_occupied")

BEDS_MONTHLY = Figures(
    key="beds_monthly",
    words="Beds available and occupied by trust and month, by type of bed",
    publisher=PUBLISHER,
    source="beds",
    required=(
        "nhs_trust22_code", "date", "adult_general_acute_beds_available", "adult_general_acute_beds_occupied",
    ),
    code="nhs_trust22_code", period="date",
    measures={
        f"{column}_{words}": f"{name}_{'open' if words.endswith('available') else 'occupied'}"
        for column, name in _WARDS.items()
        for words in _BED_WORDS
    },
)  # fmt: skip

DELAY_REASONS = LongFigures(
    key="delay_reasons",
    words="Acute Discharge Situation Report: people delayed by reason, by trust and month",
    publisher=PUBLISHER,
    required=("nhs_trust22_code", "date", "delay_reason", "delay_count"),
    code="nhs_trust22_code", name="nhs_trust22_name", period="date",
    figure="delay_reason", value="delay_count",
    measures=lambda text: ("reasons", "delayed_people", text),
)  # fmt: skip

_FIGURES_OF_DRD = {
    "numberofpatientsdischargedintotal": "total",
    "dateofdischargeissameasdischargereadydate": "same_day",
    "dateofdischargeis1daysafterdischargereadydate": "delayed",
    "averagedaysfromdischargereadydatetodateofdischargeinc0daydelays": "days_mean",
    "averagedaysfromdischargereadydatetodateofdischargeexc0daydelays": "days_mean_delayed",
    "totalbeddayslostduetodelayeddischarge": "bed_days",
    "numberofproviderssubmittingacceptabledata": "providers_acceptable",
    "ofproviderssubmittingacceptabledata": "providers_acceptable_percent",
}
_BANDS_OF_DRD = {
    "isnodelay": "0", "isa1daydelay": "1", "isa23daydelay": "2_3", "isa46daydelay": "4_6", "isa713daydelay": "7_13",
    "isa1420daydelay": "14_20", "isadelayof21daysormore": "21_plus",
}  # fmt: skip


def _drd_measure(text: str) -> tuple[str, str, str | None]:
    """The source and measure of a line of the long file; one that has no name here keeps its words as a part."""
    letters = "".join(letter for letter in text.casefold() if letter.isascii() and letter.isalnum())
    if letters in _FIGURES_OF_DRD:
        return "drd", _FIGURES_OF_DRD[letters], None
    band = next((band for ending, band in _BANDS_OF_DRD.items() if letters.endswith(ending)), None)
    if band is not None and letters.startswith("numberofpatientsdischarged"):
        return "drd_bands", f"delay_{band}", None
    return "drd", "other", text


DISCHARGE_READY_LONG = LongFigures(
    key="discharge_ready_date_long",
    words="Discharge ready date: one figure a row, by organisation, for a month",
    publisher=PUBLISHER,
    required=("Data Type", "Code", "Organisation Name", "Measure", "Value"),
    code="Code", level="Data Type", name="Organisation Name", region="Region (of Provider)", period="Period",
    figure="Measure", value="Value",
    measures=_drd_measure, area="Upper Tier Local Authority Code",
)  # fmt: skip
