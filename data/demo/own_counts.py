"""What the invented trust would count of itself, day by day and month by month: the truth behind its returns."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from data.demo.calendar import Calendar, Floats, Ints

NOT_COUNTED = ("31", "32", "82", "83")
TO_HOSPITALS = ("30", "48", "49", "50", "51", "52", "53", "84", "87", "98")
BANDS = {"delay_0": 0, "delay_1": 1, "delay_2_3": 2, "delay_4_6": 4, "delay_7_13": 7, "delay_14_20": 14,
         "delay_21_plus": 21}  # fmt: skip

READY = pl.coalesce("discharge_ready_date", pl.col("criteria_not_met_at").dt.date())


def daily(spells: pl.DataFrame, beds: pl.DataFrame, calendar: Calendar) -> dict[str, Ints]:
    """remaining, discharged, nctr, beds_occupied, beds_open and stay_21_plus of each day shown, from the extracts."""
    days = calendar.last - calendar.first + 1
    adults = spells.filter(
        pl.col("age") >= 18, pl.col("patient_classification") == "1", ~pl.col("admission_method").is_in(NOT_COUNTED)
    )
    came = _number(adults["admitted_at"], calendar)
    left = _number(adults["discharged_at"], calendar, days)
    ready = _number(adults.select(READY).to_series(), calendar, days)
    alive = ~adults["discharge_method"].is_in(["4", "5"]).fill_null(False).to_numpy()
    # by the status of the morning's board: who was ready the day before or earlier
    remaining = _between(ready + 1, left, days)
    discharged = np.bincount(left[alive & (left >= 0) & (left < days)], minlength=days)
    opened = beds.group_by("date").agg(pl.col("beds_open").sum()).sort("date")["beds_open"].to_numpy()
    return {
        "nctr": remaining + discharged,
        "remaining": remaining,
        "discharged": discharged,
        "beds_open": opened,
        # counted at 8 in the morning: who came the day before or earlier and has not left by then
        "beds_occupied": _between(came + 1, left + 1, days),
        "stay_21_plus": _between(came + 21, left + 1, days),
    }


def monthly(spells: pl.DataFrame, months: list[tuple[date, date]]) -> dict[str, Floats]:
    """total, same_day, delayed, bed_days and the bands of delay of each month, of discharges that the tables count."""
    gone, came = pl.col("discharged_at").dt.date(), pl.col("admitted_at").dt.date()
    delay = (gone - READY).dt.total_days().fill_null(0)
    counted = spells.filter(
        pl.col("age") >= 18, pl.col("patient_classification") == "1", ~pl.col("admission_method").is_in(NOT_COUNTED),
        gone > came, ~pl.col("discharge_method").is_in(["4", "5"]),
        ~pl.col("discharge_destination").is_in(["79", *TO_HOSPITALS]),
    ).select(day=gone, delay=delay)  # fmt: skip
    found: dict[str, list[float]] = {name: [] for name in ("total", "same_day", "delayed", "bed_days", *BANDS)}
    for start, end in months:
        delays = counted.filter(pl.col("day").is_between(start, end))["delay"].to_numpy()
        at = np.searchsorted([*BANDS.values()], delays, side="right") - 1
        values = [len(delays), (delays == 0).sum(), (delays > 0).sum(), delays.sum()]
        for name, value in zip(found, [*values, *np.bincount(at, minlength=len(BANDS))], strict=True):
            found[name].append(float(value))
    return {name: np.array(values) for name, values in found.items()}


def _number(moments: pl.Series, calendar: Calendar, missing: int | None = None) -> Ints:
    """Days from the first one shown; `missing` stands for a null."""
    days = (moments.cast(pl.Date) - calendar.day(calendar.first)).dt.total_days()
    return days.fill_null(missing).to_numpy().astype(np.int64) if missing is not None else days.to_numpy()


def _between(first: Ints, end: Ints, days: int) -> Ints:
    """How many there are on each day from their first until the day before their end."""
    inside = end > first
    change = np.bincount(np.clip(first[inside], 0, days), minlength=days + 1)
    change = change - np.bincount(np.clip(end[inside], 0, days), minlength=days + 1)
    counted: Ints = np.cumsum(change)[:days]
    return counted
