"""Where to look first in words: why a ward stands where it does, what is not known about it, and the rule itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from metrics import catalogue
from metrics.ask import Answers
from metrics.look_first import FEWEST, FIRST, READY_KNOWN, STATUS_KNOWN, VOLUME, Level, Ranking, Reading, Rule, Ward
from metrics.look_first import look_first as rank
from metrics.matrix import Line
from metrics.scope import Scope
from pages import service
from pages.parts import by_place, words
from pages.parts.table import Column, cell, table

MOST_REASONS: Final = 3
WORTH_SAYING: Final = 0.5  # in units of the ward's own variation
FULL: Final = 0.95  # a feed as complete as this needs no words
_COLUMNS: Final = (
    Column("rank", "Order", "3.6rem", "end"),
    Column("ward", "Ward", "8rem", heading=True),
    Column("why", "Why here"),
    Column("days", "Bed days past ready", "6.5rem", "end"),
    Column("unknown", "What we don't know", "27%"),
    Column("score", "Points of 100", "5rem", "end", title="How the rule adds up; the parts stand on hover"),
)


def read(held: Answers, who: service.Principal, scope: Scope, rule: Rule, keys: Sequence[str]) -> Ranking:
    """The wards in scope by the rule; held against the targets and levels of the whole trust."""
    scopes = by_place.places(held, who, scope)
    entries, trust = by_place.Entries(held, who), Scope(provider=scope.provider, cohort=scope.cohort)
    lines, levels = [], {}
    for key in keys:
        metric = catalogue.metric(key)
        values = by_place.values(held, who, metric, scope, scopes, "week")
        lines.append(entries.line(metric, values, scopes, "week"))
        levels[key] = Level(values=held.series(who, key, trust, "week"), target=entries.target(metric, trust))
    beside = {
        key: by_place.values(held, who, catalogue.metric(key), scope, scopes, "week")
        for key in (VOLUME, READY_KNOWN, STATUS_KNOWN)
    }
    print_of = [
        (line.metric.key, line.targets, line.rebases, line.baselines, levels[line.metric.key].target) for line in lines
    ]
    fingerprint = repr((held.version.path, held.version.data_version, held.settings, scope, print_of))
    return _ranking(lines, levels, beside, rule, fingerprint)


@st.cache_resource(max_entries=24, show_spinner=False)
def _ranking(_lines: Sequence[Line], _levels: object, _beside: object, rule: Rule, fingerprint: str) -> Ranking:
    return rank(_lines, _levels, _beside, rule, service.spc_rules())  # type: ignore[arg-type]


def reasons(ward: Ward) -> list[str]:
    """Why a ward stands here, most telling first, as sentences with numbers."""
    telling = sorted(ward.judged, key=ward.points, reverse=True)
    said = [_reason(reading) for reading in telling[:MOST_REASONS] if _worth(reading)]
    if not said:
        said = ["No signal for the worse, and no measure far from the trust's level."]
    return said


def volume(ward: Ward, rule: Rule) -> str:
    """ "214 bed days past ready in 4 weeks"."""
    return f"{words.count(ward.bed_days)} bed days past ready in {words.plural(rule.weeks, 'week')}"


def unknown(ward: Ward) -> list[str]:
    """What is not known about a ward: dates and statuses not recorded, measures that can't be judged."""
    said = []
    if ward.status_known is not None and ward.status_known < FULL:
        said.append(f"status not recorded for {words.share(1 - ward.status_known)} of board rows")
    if ward.ready_known is not None and ward.ready_known < FULL:
        said.append(f"ready date not known for {words.share(1 - ward.ready_known)} of discharges")
    few = [reading for reading in ward.readings if reading.n < FEWEST]
    if few:
        said.append(f"fewer than {FEWEST} people: {_labels(few)}")
    unlimited = [reading for reading in ward.readings if not reading.judged and reading.n >= FEWEST]
    if unlimited:
        said.append(f"no limits to read against: {_labels(unlimited)}")
    return said


def listed(found: Ranking, wards: Sequence[Ward]) -> str | None:
    """The table of the wards in order; returns the name of the one just opened."""
    rows = [
        {
            "id": ward.name,
            "rank": rank,
            "ward": ward.name,
            "why": " ".join(reasons(ward)),
            "days": words.count(ward.bed_days),
            "unknown": _sentence(unknown(ward)) or _complete(ward),
            "score": cell(f"{ward.score:.0f}", title=_parts(ward, found)),
        }
        for rank, ward in enumerate(wards, 1)
    ]
    return table(rows, _COLUMNS, key="look_first", caption="Wards in the order in which to ask, with the reasons.")


def link(held: Answers, who: service.Principal, scope: Scope, ward: Ward) -> dict[str, str]:
    """The choices of the Measure page for the measure that tells most about a ward."""
    place = {key: values[0] for key, values in by_place.places(held, who, scope)[ward.name].chosen().items()}
    label = max(ward.judged, key=ward.points).metric.label
    return {"by": "Nothing", "per": "week", "measure": label} | place


def rule_in_words(found: Ranking, keys: Sequence[str]) -> str:
    """The rule as it stands, with its weights."""
    rule = found.rule
    weeks, before = words.plural(rule.weeks, "whole week"), words.plural(rule.before, "week")
    return (
        f"Where to ask first, by the last {weeks}. For each of {len(keys)} measures a ward gets points for a "
        f"**signal** of change for the worse on its own chart (weight {rule.signal:g}), for its **distance** on the "
        "worse side of the target, or else of the trust's level, in units of its own variation "
        f"({rule.distance:g}), and for **worsening** against the {before} before ({rule.worsening:g}). Their average "
        f"and the **bed days** past ready ({rule.volume:g}) make the order; what is **not known** takes off up to "
        f"{words.share(rule.doubt)}. Wards care for different people: this says where to ask, not who does well."
    )


def steadiness(found: Ranking) -> str:
    """Whether the first wards hang on one weight."""
    first = found.wards[:FIRST]
    named = ", ".join(f"{words.escaped(ward.name)} {ward.steady}" for ward in first)
    return (
        f"With each weight doubled or left out in turn, so often of {found.variants} times among the first "
        f"{len(first)}: {named}. Where that is seldom, read the order loosely."
    )


def block(found: Ranking) -> None:
    """The first wards and what is not known, as two short lists: the Summary page's own."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header("Where to look first", anchor=False)
        said = [
            f"{rank}. **{words.escaped(ward.name)}**: {words.escaped(' '.join(reasons(ward)[:2]))} "
            f"{words.escaped(volume(ward, found.rule))}."
            for rank, ward in enumerate(found.wards[:FIRST], 1)
        ]
        st.markdown("\n".join(said) or "No ward has a measure that can be judged yet.")
        st.page_link("trends/look_first.py", label="The rule, and the other wards")
    with right:
        st.header("What we don't know", anchor=False)
        st.markdown("\n".join(f"- {words.escaped(line)}" for line in gaps(found)))


def gaps(found: Ranking) -> list[str]:
    """What is not known across the wards: the least complete first, then those that can't be judged."""
    known = [*found.wards, *found.silent]
    said = []
    for what, name in (("Status not recorded", "status_known"), ("Ready date not known", "ready_known")):
        shares = [(getattr(ward, name), ward.name) for ward in known if getattr(ward, name) is not None]
        if not shares:
            said.append(f"{what}: nothing is loaded that would say.")
            continue
        low = sorted(pair for pair in shares if pair[0] < FULL)[:FIRST]
        listed = ", ".join(f"{name} {words.share(1 - share)}" for share, name in low)
        said.append(f"{what}, most on: {listed}." if low else f"{what}: under 5% on every ward.")
    if found.silent:
        said.append(f"Too few people to judge: {', '.join(ward.name for ward in found.silent)}.")
    return said


def _worth(reading: Reading) -> bool:
    return reading.cause is not None or max(reading.distance or 0, reading.worsening or 0) >= WORTH_SAYING


def _reason(reading: Reading) -> str:
    unit = reading.metric.unit
    said = f"{reading.metric.label} {words.amount(reading.value, unit)}"
    if reading.reference is not None:
        said += f", {'target' if reading.is_target else 'trust'} {words.number(reading.reference, unit)}"
    if reading.before is not None and (reading.worsening or 0) >= WORTH_SAYING:
        said += f", was {words.number(reading.before, unit)} before"
    if reading.cause:
        said += f"; signal in the latest week: {words.cause(reading.cause)}"
    return f"{said}."


def _parts(ward: Ward, found: Ranking) -> str:
    parts = ", ".join(f"{name} {points:.0f}" for name, points in ward.parts.items())
    off = sum(ward.parts.values()) - ward.score
    return f"{parts}; {off:.0f} off for what is not known ({words.share(ward.known)} known)"


def _complete(ward: Ward) -> str:
    return "" if None in (ward.ready_known, ward.status_known) else f"Little: over {words.share(FULL)} recorded."


def _labels(readings: Sequence[Reading]) -> str:
    return ", ".join(reading.metric.label[:1].lower() + reading.metric.label[1:] for reading in readings)


def _sentence(parts: Sequence[str]) -> str:
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""
