"""What the Ward standards page shows: the heat table in words, a ward's history, the form for an assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

import polars as pl
import streamlit as st

from metrics import standards
from metrics.ask import Answers
from metrics.scope import Scope
from metrics.standards import LEVELS, MEASURED, ROUNDS, Mark
from pages import service
from pages.parts import empty, words
from pages.parts.table import Column, cell
from pages.service.standards import Ward, days_with_round, may_assess, save_assessment

WEEKS: Final = 4
SHAPES: Final = (("diamond", "concern"), ("ring", "neutral"), ("circle", "neutral"), ("tick", "improvement"))
HISTORY: Final = (
    Column("on", "Assessed", "14%"),
    Column("standard", "Standard", "28%", heading=True),
    Column("level", "Level", "16%"),
    Column("due", "Next due", "14%"),
    Column("by", "By", "12%"),
    Column("evidence", "Evidence"),
)
RULE: Final = "A ward's level is the lowest that is known of it. Levels: " + ", ".join(
    f"{at} {name}" for at, name in enumerate(LEVELS)
)


def wards(held: Answers, who: service.Principal, scope: Scope) -> list[Ward]:
    """The wards in scope: provider, site, name."""
    known = held.places(who).filter(scope.providers(), *scope.places("provider", "cohort", "service"))
    rows = known.select(pl.col("provider", "site", "ward").cast(pl.String)).drop_nulls().unique()
    return sorted(rows.iter_rows(), key=lambda one: (one[2], one[1], one[0]))


def marks(held: Answers, who: service.Principal, scope: Scope, places: Sequence[Ward]) -> dict[Ward, list[Mark]]:
    """Every ward's marks over the last WEEKS weeks of the data: the measured ones first, then those assessed."""
    last = held.version.as_at.date()
    first = last - timedelta(days=7 * WEEKS - 1)
    shares = _shares(held, who, scope, first, last)
    rounds = days_with_round(first, last)
    assessed = service.entries(service.WardStandard)
    found: dict[Ward, list[Mark]] = {}
    for place in places:
        provider, site, ward = place
        mine = {name: values.get((site, ward)) for name, values in shares.items()}
        # Where no ward has completed any round here, rounds are not kept in Homeward: not known, which is not 0.
        mine[ROUNDS.name] = len(rounds.get(place, ())) / (7 * WEEKS) if rounds else None
        own = [
            (one.standard, one.level, one.assessed_on, one.next_due)
            for one in assessed
            if (one.provider, one.site, one.ward) == (provider, site, ward)
        ]
        found[place] = [*standards.measured(mine), *standards.newest(own).values()]
    return found


def names(found: dict[Ward, list[Mark]]) -> list[str]:
    """The standards shown: the measured, the usual assessed ones, then any that a ward has of its own."""
    own = {mark.standard for each in found.values() for mark in each}
    usual = [*(one.name for one in MEASURED), *standards.ASSESSED]
    return [*usual, *sorted(own - set(usual))]


def columns(shown: Sequence[str]) -> tuple[Column, ...]:
    """Ward, its level, each standard, what is due next."""
    said = {one.name: one.words for one in MEASURED}
    middle = [Column(name, name, title=said.get(name, "assessed by people")) for name in shown]
    return (
        Column("ward", "Ward", "13%", heading=True), Column("level", "Level", "9%"), *middle,
        Column("due", "Next due", "9%"),
    )  # fmt: skip


def rows(found: dict[Ward, list[Mark]], shown: Sequence[str], today: date) -> list[dict[str, Any]]:
    """One row a ward, the lowest level first, so that what needs doing stands on top."""
    twice = {ward for _, _, ward in found if sum(other[2] == ward for other in found) > 1}
    lines = []
    for place in sorted(found, key=lambda one: (_lowest(found[one]), one[2], one[1])):
        each = {mark.standard: mark for mark in found[place]}
        name = f"{place[2]}, {place[1]}" if place[2] in twice else place[2]
        line: dict[str, Any] = {"id": "|".join(place), "ward": name, "level": _level(standards.overall(found[place]))}
        line |= {one: _mark(each.get(one), today) for one in shown}
        lines.append(line | {"due": _due(found[place], today)})
    return lines


def sentence(found: dict[Ward, list[Mark]], today: date) -> str:
    """How many wards stand at each level, and how many assessments are overdue."""
    levels = [standards.overall(each) for each in found.values()]
    parts = [f"{levels.count(at)} {name}" for at, name in enumerate(LEVELS) if levels.count(at)]
    unknown = levels.count(None)
    said = f"Of {words.plural(len(levels), 'ward')}: {', '.join(parts) or 'none is known'}"
    said += f"; {unknown} not known" if unknown else ""
    late = sum(mark.overdue(today) for each in found.values() for mark in each)
    return f"{said}. {words.plural(late, 'assessment is', 'assessments are')} overdue."


def history(place: Ward) -> list[dict[str, Any]]:
    """The rows of HISTORY: every assessment of the ward, newest first."""
    mine = [one for one in service.entries(service.WardStandard) if (one.provider, one.site, one.ward) == place]
    return [
        {
            "id": one.id,
            "on": words.long_day(one.assessed_on),
            "standard": one.standard,
            "level": _level(one.level),
            "due": words.long_day(one.next_due) if one.next_due else "",
            "by": one.changed_by,
            "evidence": one.evidence,
        }
        for one in sorted(mine, key=lambda one: (one.assessed_on, one.standard), reverse=True)
    ]


def measured_history(held: Answers, who: service.Principal, place: Ward) -> pl.DataFrame:
    """period_start, part, value: the shares of the measured standards of a ward by whole month."""
    scope = Scope(provider=place[0], site=place[1], ward=place[2])
    parts = []
    for one in MEASURED:
        if one.metric:
            values = held.series(who, one.metric, scope, "month").filter(~pl.col("partial")).tail(12)
            parts.append(values.select("period_start", pl.lit(one.name).alias("part"), "value"))
    return pl.concat(parts).filter(pl.col("value").is_not_null())


def form(places: Sequence[Ward], today: date) -> None:
    """Enter an assessment of a ward: the standard, its level, when it is due again, and on what it rests."""
    named = {f"{ward}, {site}": (provider, site, ward) for provider, site, ward in places if may_assess(ward, site)}
    if not named:
        st.markdown("Assessments are entered by those who may enter actions and notes on a ward.")
        return
    with st.form("standard_form", border=False):
        one, two, three = st.columns(3)
        ward = one.selectbox("Ward assessed", list(named))
        standard = two.selectbox("Standard", standards.ASSESSED, accept_new_options=True)
        at = three.selectbox("Level", range(4), format_func=lambda level: f"{level} {LEVELS[level]}")
        one, two, three = st.columns((1, 1, 2))
        on = one.date_input("Assessed on", today, format="DD/MM/YYYY")
        due = two.date_input("Next due", today + timedelta(days=91), format="DD/MM/YYYY")
        evidence = three.text_input("What it rests on")
        if st.form_submit_button("Save assessment"):
            provider, site, name = named[ward]
            _save(
                service.WardStandard(
                    provider=provider, site=site, ward=name, standard=standard or "", level=at,
                    assessed_on=on if isinstance(on, date) else today,
                    next_due=due if isinstance(due, date) else None, evidence=evidence,
                )
            )  # fmt: skip


def _save(entry: service.WardStandard) -> None:
    try:
        save_assessment(entry)
    except service.DataError as refusal:
        empty.wrong(str(refusal))
        return
    st.toast(f"Saved: {entry.standard}, {entry.ward}.")
    st.rerun()


def _shares(
    held: Answers, who: service.Principal, scope: Scope, first: date, last: date
) -> dict[str, dict[tuple[str, str], float | None]]:  # fmt: skip
    """By measured standard and (site, ward): its share between two days, asked site by site."""
    found: dict[str, dict[tuple[str, str], float | None]] = {}
    sites = [scope.site] if isinstance(scope.site, str) else held.choices(who, "site")
    for one in MEASURED:
        values = found.setdefault(one.name, {})
        for site in sites if one.metric else ():
            inside = Scope(provider=scope.provider, site=site, from_day=first, to_day=last)
            rows = held.series(who, one.metric, inside, "window", "ward")
            values |= {(site, ward): share for ward, share in rows.select("ward", "value").iter_rows()}
    return found


def _lowest(each: Sequence[Mark]) -> int:
    at = standards.overall(each)
    return len(LEVELS) if at is None else at


def _level(at: int | None) -> Any:
    if at is None:
        return "not known"
    shape, tone = SHAPES[at]
    return cell(f"{at} {LEVELS[at]}", shape=shape, tone=tone)  # type: ignore[arg-type]


def _mark(mark: Mark | None, today: date) -> Any:
    if mark is None or mark.level is None:
        return "not assessed" if mark is None else words.NO_DATA
    shape, tone = SHAPES[mark.level]
    more = words.share(mark.share) if mark.share is not None else words.long_day(mark.assessed_on)
    late = ", overdue" if mark.overdue(today) else ""
    return cell(f"{mark.level} {LEVELS[mark.level]}", shape=shape, tone=tone, more=f"{more}{late}")  # type: ignore[arg-type]


def _due(each: Sequence[Mark], today: date) -> Any:
    due = min((mark.next_due for mark in each if mark.next_due is not None), default=None)
    if due is None:
        return ""
    return (
        cell(f"{words.long_day(due)}: overdue", shape="diamond", tone="concern") if due < today else words.long_day(due)
    )
