"""The board: everybody in the hospital at 08:00 of each day, and a last one on the morning after the last day."""

from __future__ import annotations

import numpy as np
import polars as pl

from data.demo import effects
from data.demo.beds import bed_labels
from data.demo.calendar import Calendar, Floats, Ints
from data.demo.draws import keyed
from data.demo.places import JUNIPER, MATERNITY, PROVIDER, WARDS
from data.demo.pool import HOME
from data.demo.reasons import JUNIPER_BEFORE, JUNIPER_NOW, REASONS, STAGES, cumulative
from data.demo.spells import day, moment, spell_ids
from data.demo.support import expected_on
from data.demo.times import DAY, SNAPSHOT

FORGETFUL = ("Medlar", "Hornbeam", "Myrtle", "Birch")  # wards that leave the status blank most often
BLANK, BLANK_THERE, BLANK_NEW = 0.010, 0.24, 0.08
LATE_STATUS = 0.03  # of people ready by the snapshot, those whose status is a day behind
RELAPSE = 0.05  # of people who need support, those who were ready once before and became unwell again
CRITERIA = {  # code to weight, by specialty; None for all others
    None: {"02": 14, "03": 14, "04": 12, "05": 3, "06": 26, "07": 3, "08": 24, "11": 4},
    "Critical care medicine": {"01": 92, "05": 8},
    "General surgery": {"10": 34, "03": 20, "08": 22, "04": 8, "11": 10, "06": 6},
    "Urology": {"10": 30, "03": 16, "08": 28, "11": 18, "06": 8},
    "Gynaecology": {"10": 50, "08": 24, "03": 16, "11": 10},
    "Trauma and orthopaedics": {"09": 34, "06": 40, "08": 18, "03": 8},
    "Adult mental health": {"06": 82, "05": 8, "04": 10},
    "Rehabilitation medicine": {"06": 84, "08": 12, "02": 4},
}


def make_board(stays: pl.DataFrame, calendar: Calendar, seed: int) -> pl.DataFrame:
    """One row per person and snapshot, in order of snapshot, site, ward and spell. Mothers and babies are not on it."""
    people = stays.filter(~pl.col("ward").is_in(list(MATERNITY.values())))
    people = people.with_columns(bed=bed_labels(people))
    rows = _presence(people, calendar)
    rows = _with_status(rows, calendar, seed)
    rows = _with_reasons(rows, calendar, seed)
    return _extract(rows, calendar).sort("snapshot_at", "site", "ward", "spell_id")


def _presence(people: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Repeat each stay for the snapshots it is there at; `on` is the day number of the snapshot."""
    admitted, left = people["admitted"].to_numpy(), people["left"].to_numpy()
    open_ = people["still_in"].to_numpy()
    first = np.maximum(-(-(admitted - SNAPSHOT) // DAY), calendar.first)
    final = np.where(open_, calendar.last + 1, np.minimum((left - SNAPSHOT - 1) // DAY, calendar.last))
    times = np.maximum(final - first + 1, 0)
    place = np.repeat(np.arange(people.height), times)
    within = np.arange(len(place)) - np.repeat(np.cumsum(times) - times, times)
    return people[place].with_columns(on=pl.Series(first[place] + within))


def _with_status(rows: pl.DataFrame, calendar: Calendar, seed: int) -> pl.DataFrame:
    """Adds status (Y, N or null): N from readiness on, noise apart."""
    number, on = rows["number"].to_numpy().astype(np.int64), rows["on"].to_numpy()
    snapshot = on * DAY + SNAPSHOT
    ready_day = rows["ready"].to_numpy() // DAY
    behind = (keyed(seed + 1, number) < LATE_STATUS) & (rows["leave_day"].to_numpy() > ready_day + 1)
    home = (rows["fate"] == HOME).to_numpy()
    ready = home & (rows["ready"].to_numpy() + np.where(behind, DAY, 0) <= snapshot)
    relapse = (rows["pathway"].to_numpy() > 0) & (keyed(seed + 2, number) < RELAPSE)
    before = ready_day - on
    ready |= relapse & (before >= 3) & (before <= 4) & (on > rows["admit_day"].to_numpy() + 1)
    blank = keyed(seed + 3, number, on) < _blank_chance(rows, on, calendar)
    status = np.where(ready, "N", "Y")
    return rows.with_columns(
        status=pl.select(pl.when(pl.Series(~blank)).then(pl.Series(status))).to_series(),
        days_ready=pl.Series(np.maximum(on - ready_day, 0)),
    )


def _blank_chance(rows: pl.DataFrame, on: Ints, calendar: Calendar) -> Floats:
    forgetful = rows["ward"].is_in(FORGETFUL).to_numpy()
    new = (rows["admit_day"].to_numpy() >= on - 1) & (rows["admitted"].to_numpy() > (on - 1) * DAY + 18 * 60)
    weekend = np.where(calendar.quiet[on], 1.5, 1.0)
    return np.where(forgetful, BLANK_THERE, np.where(new, BLANK_NEW, BLANK)) * weekend


def _with_reasons(rows: pl.DataFrame, calendar: Calendar, seed: int) -> pl.DataFrame:
    """Adds reason (a place in `REASONS`), which lasts some days for each person before it may change."""
    number, on = rows["number"].to_numpy().astype(np.int64), rows["on"].to_numpy()
    ready, pathway = rows["days_ready"].to_numpy(), np.maximum(rows["pathway"].to_numpy(), 0)
    stage = np.searchsorted([2, 6], ready, side="right")
    on_juniper = (rows["ward"] == WARDS[JUNIPER].name).to_numpy()
    live = on >= effects.live_day(effects.JUNIPER_WEEKS, calendar)
    context = np.where(on_juniper, np.where(live, JUNIPER_NOW, JUNIPER_BEFORE), pathway * STAGES + stage)
    lasts = 2 + (keyed(seed + 4, number) * 4).astype(np.int64)
    draw = keyed(seed + 5, number, np.where(on_juniper, ready // 2, stage * 100 + ready // lasts))
    reason = np.empty(rows.height, dtype=np.int64)
    for place, shares in enumerate(cumulative()):
        here = context == place
        reason[here] = np.minimum(np.searchsorted(shares, draw[here], side="right"), len(REASONS) - 1)
    unsaid = keyed(seed + 6, number, ready // lasts)
    return rows.with_columns(
        reason=pl.Series(reason),
        no_reason=pl.Series((unsaid < 0.04) & ~on_juniper),
        no_owner=pl.Series((unsaid > 0.91) & ~on_juniper | (unsaid > 0.97)),
        criteria=_criteria(rows["specialty"], keyed(seed + 7, number, on // 3)),
        early_pathway=pl.Series(keyed(seed + 8, number) < 0.35),
    )


def _criteria(specialty: pl.Series, draw: Floats) -> pl.Series:
    """The criterion still met, null for a few."""
    chosen = np.full(len(draw), None, dtype=object)
    others = specialty.is_in([name for name in CRITERIA if name]).not_().to_numpy()
    for name, weights in CRITERIA.items():
        here = others if name is None else (specialty == name).to_numpy()
        shares = np.cumsum(list(weights.values())) / sum(weights.values()) * 0.96
        codes = np.array([*weights, None], dtype=object)
        chosen[here] = codes[np.searchsorted(shares, draw[here], side="right")]
    return pl.Series(chosen, dtype=pl.String)


def _extract(rows: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    waits, said = pl.col("status") == "N", ~pl.col("no_reason")
    known = pl.col("pathway") >= 0
    shown = waits & (pl.col("days_ready") + pl.col("number") % 5 > 0) | pl.col("early_pathway")
    texts = {field: pl.Series([getattr(reason, field) for reason in REASONS]).gather(rows["reason"])
             for field in ("text", "waiting_for", "owner")}  # fmt: skip
    rows = rows.with_columns(**texts)
    return rows.select(
        provider=pl.lit(PROVIDER),
        site="site",
        ward="ward",
        spell_id=spell_ids(pl.col("number")),
        snapshot_at=moment(pl.col("on") * DAY + SNAPSHOT, calendar),
        meets_criteria_to_reside="status",
        bed="bed",
        local_id=pl.lit("K") + (100_000 + pl.col("person")).cast(pl.String),
        criteria_code=pl.when(pl.col("status") == "Y").then("criteria"),
        delay_reason=pl.when(waits & said).then("text"),
        pathway=pl.when(shown & known).then(pl.col("pathway")),
        waiting_for=pl.when(waits & said).then("waiting_for"),
        owner=pl.when(waits & said & ~pl.col("no_owner")).then("owner"),
        expected_discharge_date=pl.when(pl.col("expected_set") <= pl.col("on") * DAY + SNAPSHOT).then(
            day(expected_on(pl.col("on")), calendar)
        ),
    )
