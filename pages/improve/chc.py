"""Continuing healthcare: decided within 28 days, assessed outside the acute hospital, and what is still open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from metrics import catalogue
from metrics.catalogue.chc import LIMIT_DAYS
from pages import service
from pages.parts import choices, empty, filters, then_now, words
from pages.parts.table import Column, cell, table

STANDARD = (
    "Standards: more than 80% decided within 28 calendar days of the positive checklist, fewer than 15% assessed in an"
    " acute hospital."
)
COLUMNS = (
    Column("referral", "Referral", heading=True),
    Column("checklist", "Checklist"),
    Column("due", "Due"),
    Column("state", "State", "30%"),
)
MOST = 200


def row(at: int, one: dict[str, Any]) -> dict[str, Any]:
    """An open referral: when it is due, and whether that has passed."""
    left, due = LIMIT_DAYS - one["days"], one["checklist_on"] + timedelta(days=LIMIT_DAYS)
    over = left < 0
    said = f"{words.plural(-left, 'day')} over" if over else f"{words.plural(left, 'day')} left"
    state = cell(said, shape="diamond" if over else "ring", tone="concern" if over else "quiet")
    name = one.get("referral_id") or f"Referral {at + 1}"
    return {
        "id": str(at),
        "referral": name,
        "checklist": words.day(one["checklist_on"]),
        "due": words.day(due),
        "state": state,
    }


who, held = service.principal(), service.ask()
if not service.system.loaded(who, "chc"):
    empty.nothing("Continuing healthcare referrals, how fast they are decided and where people are assessed", "chc")
    st.stop()
metrics = [catalogue.metric(key) for key in ("chc_28_day_share", "chc_acute_share")]
offered = choices.places(held, who, metrics[0])
with filters.bar():
    place = filters.place(providers=offered["providers"], grains=("month", "week", "quarter"), grain="month")
st.markdown(f":gray[{STANDARD}]")
then_now.charts(metrics, place.scope, place.grain, key="chc", height=280)

st.header("Open referrals", anchor=False)
waiting = service.system.open_referrals(who, place.scope)
over = waiting.filter(pl.col("days") > LIMIT_DAYS).height
soon = waiting.filter(pl.col("days").is_between(LIMIT_DAYS - 6, LIMIT_DAYS)).height
if waiting.is_empty():
    st.markdown("No referral is open: every one loaded has a decision.")
else:
    held_open = words.plural(waiting.height, "referral")
    said = f"{held_open} without a decision: {over} over {LIMIT_DAYS} days, {soon} due within a week."
    st.markdown(said)
    listed = [row(at, one) for at, one in enumerate(waiting.head(MOST).to_dicts())]
    table(listed, COLUMNS, key="chc_open", caption=said, opens=False, height=360)
    if waiting.height > MOST:
        empty.partial(f"the {waiting.height - MOST} newest referrals.")
st.header("Before and now", anchor=False)
found = [(metric, then_now.compared(held, who, metric, place.scope)) for metric in metrics]
then_now.drawn(found, key="chc_before_now", caption="Continuing healthcare, a year earlier and now")
