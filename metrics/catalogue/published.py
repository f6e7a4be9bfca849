"""Metrics of published figures, by month or year, and shares of returned counts: what trusts are compared by.

All are ratios that know no size of a hospital, so that one trust, a region and England stand on one scale.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from metrics.metric import PUBLISHED_STRETCH, RETURN_DAY, Direction, Metric, Unit

REVIEWED = date(2026, 11, 22)
READY = "NHS England, Timeliness of acute hospital discharges (discharge ready date), monthly"
EMERGENCY = "NHS England, A&E attendances and emergency admissions, monthly"
BEDS = "NHS England, Urgent and emergency care daily situation report, monthly averages"
SITREP = "NHS England, Acute discharge situation report"
REASONS_CHANGED = date(2024, 5, 27)
FIGURE = pl.col("figure")
BANDS = ("delay_0", "delay_1", "delay_2_3", "delay_4_6", "delay_7_13", "delay_14_20", "delay_21_plus")
DEPARTMENTS = ("type_1", "type_2", "other", "booked_type_1", "booked_type_2", "booked_other")


def _sum(*measures: str) -> pl.Expr:
    """The figure of a row that carries one of the measures, 0 in the others."""
    return pl.when(pl.col("measure").cast(pl.String).is_in(measures)).then(FIGURE).otherwise(0)


def _published(
    key: str, label: str, source: str, top: pl.Expr, bottom: pl.Expr, measures: tuple[str, ...], unit: Unit,
    direction: Direction, definition: str, formula: str, words: str,
) -> Metric:  # fmt: skip
    named = (pl.col("source").cast(pl.String) == source) & pl.col("measure").cast(pl.String).is_in(measures)
    return Metric(
        key=key,
        label=label,
        fact=PUBLISHED_STRETCH,
        shape="ratio",
        numerator=top,
        denominator=bottom,
        where=named,
        feeds=(f"published {source}",),
        unit=unit,
        direction=direction,
        definition=definition + " Summed before dividing, over months or years as published.",
        formula=formula,
        source=words,
        reviewed=REVIEWED,
    )


def _ready(key: str, label: str, top: str, bottom: str, unit: Unit, direction: Direction, definition: str) -> Metric:
    return _published(
        key, label, "drd", _sum(top), _sum(bottom), (top, bottom), unit, direction, definition,
        f"{top} / {bottom} of the discharge ready date tables", READY,
    )  # fmt: skip


def _band(key: str, label: str, bands: tuple[str, ...], direction: Direction, definition: str) -> Metric:
    return _published(
        key, label, "drd_bands", _sum(*bands), _sum(*BANDS), BANDS, "share", direction, definition,
        f"{' + '.join(bands)} / all seven bands", READY,
    )  # fmt: skip


def _emergency(key: str, label: str, departments: tuple[str, ...], definition: str) -> Metric:
    attended = tuple(f"attendances_{name}" for name in departments)
    waited = tuple(f"over_4_hours_{name}" for name in departments)
    return _published(
        key, label, "ae", _sum(*attended) - _sum(*waited), _sum(*attended), (*attended, *waited), "share", "higher",
        definition, "(attendances - attendances over 4 hours) / attendances", EMERGENCY,
    )  # fmt: skip


def _returned(key: str, label: str, part: str, whole: str, direction: Direction, definition: str, words: str) -> Metric:
    def of(measure: str) -> pl.Expr:
        return pl.when(pl.col("measure").cast(pl.String) == measure).then(pl.col("return_value")).otherwise(0)

    return Metric(
        key=key,
        label=label,
        fact=RETURN_DAY,
        shape="ratio",
        numerator=of(part),
        denominator=of(whole),
        where=pl.col("measure").cast(pl.String).is_in([part, whole]),
        feeds=(f"returns {part}", f"returns {whole}"),
        unit="share",
        direction=direction,
        definition=definition,
        formula=f"{part} / {whole}, both of the returns, over the days with both",
        source=words,
        reviewed=REVIEWED,
    )


METRICS = (
    _returned("sitrep_not_discharged_share", "Not discharged on the day (return)", "remaining", "nctr", "lower",
              "Of the people who no longer met the criteria to reside, the share still in hospital at the end of the "
              "day, as returned.", SITREP),
    _returned("sitrep_discharged_share", "Discharged on the day (return)", "discharged", "nctr", "higher",
              "People discharged per person who no longer met the criteria to reside that day, as returned. Trusts "
              "that discharge people whom they had not counted show more than 100%.", SITREP),
    _returned("sitrep_remaining_per_bed", "Beds with people ready to leave (return)", "remaining", "beds_occupied",
              "lower", "People remaining in hospital who no longer meet the criteria to reside, per bed occupied, as "
              "returned. The two returns count different wards, so it compares and does not add up.", SITREP),
    _returned("sitrep_stay_21_plus_share", "In hospital 21 days or more per bed (return)", "stay_21_plus",
              "beds_occupied", "lower", "People in hospital 21 days or more per general and acute bed occupied, as "
              "returned.", BEDS),
    _ready("drd_days_mean", "Days from ready date to discharge (published)", "bed_days", "total", "days", "lower",
           "Days from discharge ready date to discharge for each discharge, those without a delay counted as 0."),
    _ready("drd_days_mean_delayed", "Days of delay of those delayed (published)", "bed_days", "delayed", "days",
           "lower", "Days from discharge ready date to discharge for each discharge that was delayed by a day."),
    _ready("drd_same_day_share", "Discharged on the ready date (published)", "same_day", "total", "share", "higher",
           "Share of discharges on the discharge ready date itself."),
    _band("drd_within_1_day_share", "Discharged within 1 day of ready (published)", BANDS[:2], "higher",
          "Share of discharges on the discharge ready date or the day after."),
    *(
        _band(f"drd_{days}_plus_share", f"Delayed {days} days or more (published)", BANDS[first:], "lower",
              f"Share of discharges that came {days} days or more after the discharge ready date.")
        for days, first in ((7, 4), (14, 5), (21, 6))
    ),
    _emergency("ae_four_hour_share", "A&E within 4 hours (published)", DEPARTMENTS,
               "Share of attendances at all types of department, booked ones too, that were admitted, transferred or "
               "discharged within 4 hours."),
    _emergency("ae_four_hour_type_1_share", "Major A&E within 4 hours (published)", ("type_1", "booked_type_1"),
               "Share of attendances at major (type 1) departments that were admitted, transferred or discharged "
               "within 4 hours."),
    _published("beds_adult_occupancy", "Adult bed occupancy (published)", "beds",
               _sum("adult_general_acute_occupied") * pl.col("days"), _sum("adult_general_acute_open") * pl.col("days"),
               ("adult_general_acute_occupied", "adult_general_acute_open"), "share", "neither",
               "Adult general and acute beds occupied per bed open, on an average day.",
               "beds occupied / beds open, each times the days of its month", BEDS),
    Metric(
        key="published_delayed_people", label="People delayed, by reason (published)", fact=PUBLISHED_STRETCH,
        shape="stock", numerator=FIGURE * pl.col("days"),
        where=(pl.col("source").cast(pl.String) == "reasons") & (pl.col("measure").cast(pl.String) == "delayed_people"),
        feeds=("published reasons",), breaks=(REASONS_CHANGED,), unit="count", direction="lower",
        definition="People of long stay who no longer met the criteria to reside and were not discharged, on an "
        "average day of the month, by their main reason, as published.",
        formula="published daily average times the days of its month, summed over reasons / days",
        source=SITREP, reviewed=REVIEWED,
    ),
)  # fmt: skip
