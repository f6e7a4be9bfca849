"""What was checked, in words for somebody who is no statistician: what was looked at, what was seen, what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import streamlit as st

from metrics.checks import CHANCE
from metrics.effects.design import FEWEST_A_SIDE
from pages.parts import words
from pages.parts.table import Column, cell, table
from pages.planning import size

Facts = Mapping[str, Any]
LABELS: Final = {
    "weeks": "Enough weeks on each side",
    "completeness": "The same kind of patients counted",
    "season": "Season",
    "left_out": "Weeks left out",
    CHANCE: "Chosen on bad weeks?",
    "few_people": "Enough people each week",
    "parallel": "Moved like its comparison wards before",
    "one_ward": "Wards with the change",
    "assumptions": "Other ways to work it out",
}
STATES: Final = {
    "fine": cell("holds", shape="tick"),
    "care": cell("read with care", shape="diamond", tone="amber"),
    "failed": cell("does not hold", shape="square", tone="concern"),
}
COLUMNS: Final = (
    Column("label", "What was checked", "26%", heading=True),
    Column("state", "Result", "9rem"),
    Column("words", "What was seen"),
)


def sentence(name: str, state: str, facts: Facts, unit: str) -> str:
    """What a check saw; unit: that of the measure's levels."""
    return _SENTENCES[name](state, facts, unit)


def warning(document: Mapping[str, Any]) -> str | None:
    """What must stand beside the headline: that the place may have been chosen on bad weeks; None where it need not."""
    risky = [one for one in document["checks"] if one["name"] == CHANCE and one["state"] == "care"]
    return f"Read with care: {risky[0]['words'][:1].lower()}{risky[0]['words'][1:]}" if risky else None


def draw(document: Mapping[str, Any], *, key: str) -> None:
    """The checks of a comparison's document as a table."""
    rows = [
        {"id": one["name"], "label": LABELS[one["name"]], "state": STATES[one["state"]], "words": one["words"]}
        for one in document["checks"]
    ]
    if rows:
        table(rows, COLUMNS, key=key, caption="What was checked, and what was seen", opens=False)
    else:
        st.markdown("There was nothing to check: no comparison could be made.")


def summary(checks: Sequence[Mapping[str, Any]]) -> str:
    """ "5 checks hold, 1 asks for care": how sure, in a line."""
    counts = {state: sum(one["state"] == state for one in checks) for state in STATES}
    said = [f"{words.plural(counts['fine'], 'check')} {'holds' if counts['fine'] == 1 else 'hold'}"]
    if counts["care"]:
        said.append(f"{counts['care']} {'asks' if counts['care'] == 1 else 'ask'} for care")
    if counts["failed"]:
        said.append(f"{counts['failed']} {'does' if counts['failed'] == 1 else 'do'} not hold")
    return ", ".join(said)


def _weeks(state: str, facts: Facts, unit: str) -> str:
    said = f"{facts['before']} whole weeks before the start and {facts['after']} after it"
    few = f"; under {FEWEST_A_SIDE} on a side say little about trend" if state == "care" else ""
    return f"{said}{few}."


def _completeness(state: str, facts: Facts, unit: str) -> str:
    said = f"The answer is known for {words.share(facts['before'])} before and {words.share(facts['after'])} now"
    return f"{said}, so the two periods count different patients." if state == "failed" else f"{said}."


def _season(state: str, facts: Facts, unit: str) -> str:
    if state == "fine":
        return "Winter and summer are allowed for."
    return "Not allowed for: too few weeks before, or too simple a method. A change of season may be part of this."


def _left_out(state: str, facts: Facts, unit: str) -> str:
    first, last = (words.long_day(date.fromisoformat(facts[name])) for name in ("from", "to"))
    return f"{first} to {last}, before the start, as the test area's before window says: they count on neither side."


def _chance(state: str, facts: Facts, unit: str) -> str:
    if "apart" not in facts:
        return "The reason for choosing this place speaks of recent weeks, and there are too few weeks before to look."
    last = f"the last {facts['weeks']} weeks before the start"
    apart = f"{words.difference(facts['apart'], unit)}, 95% interval {words.reach(facts['low'], facts['high'], unit)}"
    if not facts["bad"]:
        said = f"{last[:1].upper()}{last[1:]} were not clearly worse than the {facts['others']} before them ({apart})."
        if facts["named"]:
            return f"The reason for choosing this place speaks of recent weeks. {said}"
        return said
    said = (
        f"{last[:1].upper()}{last[1:]} were worse than the {facts['others']} before them ({apart}). A bad spell passes "
        "by itself, so part of the change may be no effect."
    )
    if "without" not in facts:
        return said
    reach = words.reach(facts["without_low"], facts["without_high"], unit)
    change = words.difference(facts["without"], unit)
    return f"{said} With those weeks left out the change is {change} (95% interval {reach})."


def _few_people(state: str, facts: Facts, unit: str) -> str:
    said = f"A typical week counts {words.plural(facts['typical'], 'person', 'people')}"
    return f"{said}, so weekly shares jump about and the size is rough." if state == "care" else f"{said}."


def _parallel(state: str, facts: Facts, unit: str) -> str:
    bias = size(facts["bias"], unit)
    if facts["low"] <= 0 <= facts["high"]:
        return f"No drift apart is seen before the start; one too small to see could add up to {bias} since."
    more = ", as much as the change itself" if state == "care" else ""
    return f"They were drifting apart before the start; going on like that could add up to {bias} since{more}."


def _one_ward(state: str, facts: Facts, unit: str) -> str:
    if state == "care":
        return "One ward alone: how much wards differ by themselves can't be estimated."
    return f"{facts['wards']} wards, so how much wards differ by themselves is in the interval."


def _assumptions(state: str, facts: Facts, unit: str) -> str:
    if state == "fine":
        return f"All {facts['others']} tried point the same way."
    return f"{facts['turned']} of {facts['others']} tried would turn the sign of the change."


_SENTENCES: Final = {
    "weeks": _weeks,
    "completeness": _completeness,
    "season": _season,
    "left_out": _left_out,
    CHANCE: _chance,
    "few_people": _few_people,
    "parallel": _parallel,
    "one_ward": _one_ward,
    "assumptions": _assumptions,
}
