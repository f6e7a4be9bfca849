"""Published figures by month of the invented trust, its invented peers and their England, their sum.

Discharge ready date with bands of delay, A&E and beds of every whole month; delay reasons of the last twelve.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from data.demo import own_counts
from data.demo.calendar import Calendar, Floats
from data.demo.delayed_days import months
from data.demo.peers import Peer, names
from data.demo.places import PROVIDER
from data.demo.reasons import NATIONAL

ENGLAND = "ENG"
LATE = 0.08  # at most, of the delays of a day: entered after the month had been sent
REASON_MONTHS, REASON_SPREAD, LONG_STAY = 12, 40.0, 0.6  # share of the people remaining who have been in a week or more
COLUMNS = ("source", "level", "code", "name", "region", "period_start", "period_end", "measure", "part", "value")

Months = list[tuple[date, date]]
Sent = dict[str, dict[str, Floats]]
Row = tuple[str, str, str, str, str | None, date, date, str, str | None, float]


def make_published(
    own: dict[str, Floats], front_door: pl.DataFrame, sent: Sent, trusts: tuple[Peer, ...], calendar: Calendar,
    rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    """The published_figures extract. own: own_counts.monthly of the trust; sent: what each trust returned a day."""
    whole = months(calendar)
    figures = {PROVIDER: {**_corrected_late(own, rng), **_door(front_door, whole)}}
    for peer in trusts:
        figures[peer.code] = {**_delays(peer, whole, rng), **_attendances(peer, whole, rng)}
    for code, measures in figures.items():
        measures |= _beds(sent[code], whole, calendar)
    rows = [*_rows(_with_england(figures), whole), *_reason_rows(sent, whole[-REASON_MONTHS:], calendar, rng)]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row", schema_overrides={"part": pl.String, "region": pl.String})


def _with_england(figures: Sent) -> Sent:
    """The trusts in the order of their codes, and their sum."""
    measures = next(iter(figures.values()))
    england = {name: np.sum([one[name] for one in figures.values()], axis=0) for name in measures}
    return {**dict(sorted(figures.items())), ENGLAND: england}


def _rows(figures: Sent, whole: Months) -> Iterator[Row]:
    for code, measures in figures.items():
        for measure, values in measures.items():
            for (start, end), value in zip(whole, values, strict=True):
                yield (_source(measure), *_head(code), start, end, measure, None, round(float(value), 1))


def _reason_rows(sent: Sent, whole: Months, calendar: Calendar, rng: np.random.Generator) -> Iterator[Row]:
    """People of long stay delayed on an average day of the month, by national reason."""
    weights = np.array([sum(reason.by_pathway) for reason in NATIONAL])
    spans = _spans(whole, calendar)
    people: Sent = {}
    for code, measures in sorted(sent.items()):
        mix = rng.dirichlet(REASON_SPREAD * weights / weights.sum() + 0.05)
        levels = [LONG_STAY * float(np.nanmean(measures["remaining"][span])) for span in spans]
        people[code] = {
            reason.text: np.array([round(level * share, 1) for level in levels])
            for reason, share in zip(NATIONAL, mix, strict=True)
        }
    for code, reasons in _with_england(people).items():
        for text, values in reasons.items():
            for (start, end), value in zip(whole, values, strict=True):
                yield ("reasons", *_head(code), start, end, "delayed_people", text, round(float(value), 1))


def _head(code: str) -> tuple[str, str, str, str | None]:
    """level, code, name and region of an organisation."""
    if code == ENGLAND:
        return "national", code, "England", None
    name, region = names()[code]
    return "provider", code, name, region


def _corrected_late(true: dict[str, Floats], rng: np.random.Generator) -> dict[str, Floats]:
    """The trust's own months as published: some of the delays were entered after the month had been sent."""
    late = np.floor(true["delay_1"] * rng.uniform(0, LATE, len(true["delay_1"])))
    moved = {"delay_1": -late, "delay_0": late, "delayed": -late, "same_day": late, "bed_days": -late}
    return {name: values + moved.get(name, 0) for name, values in true.items()}


def _delays(peer: Peer, whole: Months, rng: np.random.Generator) -> dict[str, Floats]:
    """total, same_day, delayed, bed_days and bands of one peer: days of delay are geometric."""
    found: dict[str, list[float]] = {
        name: [] for name in ("total", "same_day", "delayed", "bed_days", *own_counts.BANDS)
    }
    for start, end in whole:
        total = int(rng.poisson(peer.beds * peer.leaving * ((end - start).days + 1)))
        delays = rng.geometric(1 / peer.days, rng.binomial(total, peer.delayed))
        at = np.searchsorted([*own_counts.BANDS.values()], delays, side="right") - 1
        bands = np.bincount(at, minlength=len(own_counts.BANDS))
        bands[0] = total - len(delays)
        for name, value in zip(found, [total, bands[0], len(delays), delays.sum(), *bands], strict=True):
            found[name].append(float(value))
    return {name: np.array(values) for name, values in found.items()}


def _attendances(peer: Peer, whole: Months, rng: np.random.Generator) -> dict[str, Floats]:
    attended = rng.poisson([peer.beds * 0.48 * ((end - start).days + 1) for start, end in whole])
    winter = np.array([0.05 * np.cos(2 * np.pi * (start.month - 1) / 12) for start, _ in whole])
    waited = rng.binomial(attended, np.clip(1 - peer.four_hours + winter, 0, 1))
    return {"attendances_type_1": attended.astype(float), "over_4_hours_type_1": waited.astype(float)}


def _door(front_door: pl.DataFrame, whole: Months) -> dict[str, Floats]:
    parts = [front_door.filter(pl.col("date").is_between(start, end)) for start, end in whole]
    attended = np.array([float(part["attendances"].sum()) for part in parts])
    within = np.array([float(part["within_4_hours"].sum()) for part in parts])
    return {"attendances_type_1": attended, "over_4_hours_type_1": attended - within}


def _beds(sent: dict[str, Floats], whole: Months, calendar: Calendar) -> dict[str, Floats]:
    """Averages of the month, of the days that were sent."""
    spans = _spans(whole, calendar)
    averages = {"adult_general_acute_open": "beds_open", "adult_general_acute_occupied": "beds_occupied"}
    return {name: np.array([np.nanmean(sent[of][span]) for span in spans]) for name, of in averages.items()}


def _spans(whole: Months, calendar: Calendar) -> list[slice]:
    """The places of each month's days in an array of the days shown."""
    first = calendar.day(calendar.first)
    return [slice((start - first).days, (end - first).days + 1) for start, end in whole]


def _source(measure: str) -> str:
    if measure.startswith("delay_"):
        return "drd_bands"
    if measure.startswith("adult_"):
        return "beds"
    return "ae" if "type_1" in measure else "drd"
