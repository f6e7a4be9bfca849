"""Choosing where an entry holds: one list of sites, wards, cohorts and services, each said with its level."""

from __future__ import annotations

from typing import Final

import polars as pl
import streamlit as st

from metrics.ask import Answers
from metrics.metric import IC_EPISODE
from metrics.scope import Scope
from pages import service

LEVELS: Final = {"provider": "Provider", "site": "Site", "ward": "Ward", "cohort": "Cohort", "service": "Service"}
Place = tuple[str, str]


def places(held: Answers, who: service.Principal) -> list[Place]:
    """(level, name) of everything that a scope may name, widest first; a single provider is no choice."""
    known = held.places(who)
    found = {level: _values(known, level) for level in LEVELS if level in known.columns}
    found["service"] = _values(held.fact(who, IC_EPISODE, ["service"], Scope()), "service")
    found["provider"] = held.choices(who, "provider")
    if len(found["provider"]) < 2:
        del found["provider"]
    return [(level, name) for level, names in found.items() for name in names]


def pick(
    label: str, scope: service.EntryScope, offered: list[Place], *, key: str, words: str = ""
) -> service.EntryScope:
    """A list to choose several places from; what the scope names and the data lack is offered too."""
    named = [(level, name) for level in LEVELS for name in getattr(scope, level)]
    shown = [place for place in named if place in offered or len(offered) == 0 or place[0] != "provider"]
    options = list(dict.fromkeys([*offered, *shown]))
    chosen = st.multiselect(
        label, options, shown, key=key, placeholder=words or "everywhere",
        format_func=lambda place: f"{LEVELS[place[0]]} {place[1]}",
    )  # fmt: skip
    hidden = {level: tuple(name for at, name in named if at == level and (at, name) not in options) for level in LEVELS}
    picked = {level: tuple(name for at, name in chosen if at == level) for level in LEVELS}
    return service.EntryScope(**{level: (*hidden[level], *picked[level]) for level in LEVELS})


def _values(known: pl.DataFrame, column: str) -> list[str]:
    return known[column].cast(pl.String).drop_nulls().unique().sort().to_list()
