"""The scope bar: what a person is looking at, chosen with native widgets and kept in the page's address.

A choice that differs from "all" stands in the address under the widget's key (site=North, from=2026-04-01), so a link
opens the same view; dates are always explicit. A choice follows the person from page to page where the page offers it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Final, NoReturn

import streamlit as st

from metrics import limited
from metrics.periods import Grain
from metrics.scope import Scope
from pages import service

ALL: Final = "All"
GRAINS: Final[tuple[Grain, ...]] = ("day", "week", "month", "quarter", "year")
_KEPT: Final = "homeward_place"
_NEXT: Final = "homeward_next_place"


@dataclass(frozen=True, kw_only=True)
class Place:
    """What was chosen. metric and by are keys of the options given; by is None when there is no split."""

    scope: Scope
    grain: Grain = "week"
    metric: str | None = None
    by: str | None = None

    def words(self) -> str:
        """The places chosen, for a sentence: "ward B4, North site"; "all sites" when nothing is narrowed."""
        chosen = self.scope.chosen()
        parts = [f"ward {name}" for name in chosen.get("ward", ())]
        parts += [value for name in ("site", "provider", "cohort") for value in chosen.get(name, ())]
        return ", ".join(parts) or "everywhere"


def bar() -> AbstractContextManager[object]:
    """The row, wrapping where it must, in which a page draws `place` and its own `select` lists."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def place(
    *,
    metrics: Mapping[str, str] | None = None,
    providers: Sequence[str] = (),
    sites: Sequence[str] = (),
    wards: Mapping[str, Sequence[str]] | None = None,
    cohorts: Sequence[str] = (),
    grains: Sequence[Grain] = (),
    grain: Grain = "week",
    splits: Mapping[str, str] | None = None,
    days: tuple[date, date] | None = None,
    since: date | None = None,
) -> Place:
    """Draws a widget for each thing there is a choice of, and returns what is chosen.

    metrics, splits: key -> label. wards: site -> its wards. days: first and last day covered, both inclusive; with
    them the bar has From and To. since: the From chosen at first, else the first day. grain: the one chosen at first,
    one of `grains`.
    """
    metric = _key_of(metrics, _pick("Measure", "measure", list((metrics or {}).values()), 240))
    provider = _narrow("Provider", "provider", providers)
    site = _narrow("Site", "site", sites)
    ward = _narrow("Ward", "ward", _wards_of(wards or {}, site))
    cohort = _narrow("Cohort", "cohort", cohorts)
    by = _key_of(splits, _narrow("Split by", "by", list((splits or {}).values()), none="Nothing"))
    step = _step(grains, grain)
    from_day, to_day = _dates(days, since)
    scope = Scope(provider=provider, site=site, ward=ward, cohort=cohort, from_day=from_day, to_day=to_day)
    return Place(scope=scope, grain=step, metric=metric, by=by)


def scope(
    *, sites: Sequence[str] = (), wards: Mapping[str, Sequence[str]] | None = None, cohorts: Sequence[str] = ()
) -> Scope:
    """The short bar: site, ward and cohort only."""
    return place(sites=sites, wards=wards, cohorts=cohorts).scope


def select(label: str, key: str, options: Sequence[str], *, width: int = 180) -> str:
    """One select list of the bar's kind for a page's own choice; the first option is the default."""
    chosen = _pick(label, key, list(options), width)
    return options[0] if chosen is None else chosen


def open_at(page: str, **choices: str) -> NoReturn:
    """Open another page with these choices of its bar, by their keys in the address and as they are shown.

    The way of a choice that follows a person; Streamlit lets no page set an address that its own widgets are bound to.
    """
    for key, chosen in choices.items():
        _keep(key, chosen)
    st.switch_page(page, query_params={})  # without them Streamlit refuses to leave a page with a choice in its address


def choose(**choices: str) -> NoReturn:
    """Draw this page again with these choices of its own bar: no widget may be set once it has been drawn."""
    st.session_state[_NEXT] = choices
    st.rerun()


def address(scope: Scope) -> dict[str, str]:
    """The places of a scope as a page's address has them, for a link to another page."""
    return {level: values[0] for level, values in scope.chosen().items() if level in ("provider", "site", "ward")}


def _narrow(label: str, key: str, options: Sequence[str], none: str = ALL) -> str | None:
    """A select list with "All" first; nothing is drawn, and None returned, where there is no choice."""
    if len(options) < (2 if none == ALL and key != "cohort" else 1):  # one cohort beside everybody is a choice
        if _unknown(key, [none, *options]):
            _say_unknown(label, none)
        return None
    chosen = _pick(label, key, [none, *options], 140)
    return None if chosen == none else chosen


def _pick(label: str, key: str, options: list[str], width: int) -> str | None:
    if not options:
        return None
    _carry(key, options)
    unknown = _unknown(key, options)
    chosen = st.selectbox(label, options, key=key, bind="query-params", width=width)
    if unknown:
        _say_unknown(label, chosen)
    _keep(key, chosen)
    return chosen


def _unknown(key: str, options: Sequence[str]) -> bool:
    """Whether the address, on arrival, has a value that there is not; Streamlit takes it out without a word."""
    return key not in st.session_state and key in st.query_params and st.query_params[key] not in options


def _say_unknown(label: str, shown: str) -> None:
    """Without the value itself: anybody may have written the link."""
    st.warning(f"The {label.lower()} in the address is not in these data: {shown} is shown.", width=320)


def _step(grains: Sequence[Grain], first: Grain) -> Grain:
    if not grains:
        return first
    grains, first = _coarse(grains, first)
    _carry("per", list(grains))
    index = grains.index(first) if "per" not in st.session_state else 0
    chosen = st.radio(
        "Per", list(grains), index=index, key="per", horizontal=True, bind="query-params", width="content"
    )
    _keep("per", chosen)
    return chosen or first


def _coarse(grains: Sequence[Grain], first: Grain) -> tuple[Sequence[Grain], Grain]:
    """For a council, whose own residents' figures come by month at the least, no finer grain than that."""
    who = service.principal()
    if who.authorities is None or service.may(who, service.Right.SEE_PATIENTS):
        return grains, first
    kept: Sequence[Grain] = [grain for grain in grains if grain in limited.COARSE] or ["month"]
    return kept, first if first in kept else kept[0]


def _dates(days: tuple[date, date] | None, since: date | None) -> tuple[date | None, date | None]:
    if days is None:
        return None, None
    first, last = days
    from_day, to_day = _date("From", "from", since or first, days), _date("To", "to", last, days)
    return max(first, from_day), max(from_day, to_day)


def _date(label: str, key: str, first: date, days: tuple[date, date]) -> date:
    """A date that always stands in the address: its default is "none", and it starts with a day chosen."""
    if key in st.session_state and not _inside(st.session_state[key], days):
        del st.session_state[key]  # other data are loaded now, and the day chosen before is not among them
    if key not in st.session_state and key not in st.query_params:
        kept = st.session_state.get(_KEPT, {}).get(key)
        start = kept if kept is not None and _inside(kept, days) else first
        st.session_state[key] = start
        st.query_params[key] = start.isoformat()  # Streamlit writes a first value into the address only later
    chosen = st.date_input(
        label, None, min_value=days[0], max_value=days[1], key=key, format="DD/MM/YYYY", bind="query-params", width=165
    )
    _keep(key, chosen)
    return chosen or first


def _inside(day: date | None, days: tuple[date, date]) -> bool:
    return day is None or days[0] <= day <= days[1]


def _carry(key: str, options: list[str]) -> None:
    """On arrival at a page, takes over what was chosen on the last one, unless the address says otherwise.

    A choice that the page made itself (`choose`) comes first.
    """
    chosen = st.session_state.get(_NEXT, {}).pop(key, None)
    if chosen in options:
        st.session_state[key] = chosen
        return
    kept = st.session_state.get(_KEPT, {}).get(key)
    if kept in options and key not in st.session_state and key not in st.query_params:
        st.session_state[key] = kept
        if kept != options[0]:
            st.query_params[key] = kept  # Streamlit writes a first value into the address only later


def _keep(key: str, chosen: object) -> None:
    st.session_state.setdefault(_KEPT, {})[key] = chosen


def _wards_of(wards: Mapping[str, Sequence[str]], site: str | None) -> list[str]:
    found = wards.get(site, ()) if site is not None else [ward for names in wards.values() for ward in names]
    return sorted(set(found))


def _key_of(options: Mapping[str, str] | None, label: str | None) -> str | None:
    return next((key for key, words in (options or {}).items() if words == label), None)
