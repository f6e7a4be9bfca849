"""Every method side by side and the second opinions, in words for somebody who is no statistician."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from metrics.compare import Comparison
from metrics.second import Opinion
from pages.parts import sentences, words
from pages.parts.table import Column, table

NAMES: Final = {
    "series": "Interrupted time series",
    "controlled": "Difference series against comparison wards",
    "wards": "Difference in differences between wards",
    "staggered": "Staggered roll-out",
    "synthetic": "Synthetic control",
    "before_after": "Simple before and after",
}
HOW: Final = {
    "series": "goes on with the trend and season from before, and sees how far off that is",
    "controlled": "follows the distance between the place and its comparison wards",
    "wards": "sets what changed in the wards with the change against what changed in the others",
    "staggered": "sets each ward, week by week, against those that have not started yet",
    "synthetic": "mixes the comparison wards so that they are like this ward before",
    "before_after": "sets the average now against the average before",
}
COLUMNS: Final = (
    Column("method", "Method", "34%", heading=True),
    Column("verdict", "Verdict", "9rem"),
    Column("change", "Change (95% interval)", "26%"),
    Column("why", "Why it can't be had"),
)
OPINIONS: Final = (
    Column("name", "Tried where nothing happened", "34%", heading=True),
    Column("words", "What was seen"),
)
LABELS: Final = {
    "pretend_starts": "Made-up starts before the real one",
    "chosen": "Other wards chosen",
    "dealt": "Start dates dealt anew over the wards",
    "mixture": "Each comparison ward as if it had the change",
}


def side_by_side(answers: Mapping[str, Comparison], chosen: str, *, key: str) -> None:
    """A row a method; the one that answers is named, and none is hidden."""
    rows: dict[object, dict[str, object]] = {}
    for method, found in answers.items():
        row = _row(found, method, method == chosen)
        alike = (row["verdict"], row["change"], row["why"]) if row["why"] else method
        if alike in rows:  # one reason for several methods is said once
            row = rows[alike] | {
                "method": f"{rows[alike]['method']}; {str(row['method'])[:1].lower()}{str(row['method'])[1:]}"
            }
        rows[alike] = row
    table(list(rows.values()), COLUMNS, key=key, caption="Every method, and why where it can't be had", opens=False)


def second(tried: Sequence[Opinion], unit: str, *, key: str) -> None:
    """The second opinions; those that could not be had say why."""
    rows = [
        {"id": one.name, "name": LABELS[one.name], "words": one.refused or _SAID[one.name](one.facts, unit)}
        for one in tried
    ]
    if rows:
        table(rows, OPINIONS, key=key, caption="The same method tried where nothing happened", opens=False)


def assumptions(document: Mapping[str, Any], *, key: str) -> None:
    """The same effect under other assumptions, where the method has them."""
    unit = document["unit"]
    rows = [
        {
            "id": other["name"],
            "words": other["words"],
            "change": words.difference(other["value"], unit),
            "interval": other["refused"] or words.reach(other["low"], other["high"], unit),
        }
        for other in document["alternatives"]
    ]
    columns = (
        Column("words", "Under another assumption", "34%", heading=True),
        Column("change", "Change", "20%"),
        Column("interval", "95% interval, or why not"),
    )
    if rows:
        table(rows, columns, key=key, caption="The same change under other assumptions", opens=False)


def explained(document: Mapping[str, Any]) -> None:
    """Which method answers, why, and what it does."""
    method = document["method"]
    how = f" **{NAMES[method]}** {HOW[method]}." if method in NAMES else ""
    st.markdown(words.escaped(document["why"]) + how)


def _row(found: Comparison, asked: str, chosen: bool) -> dict[str, object]:
    """One method's answer; a method that fell back to the simple comparison says why it could not be had."""
    parts, unit = found.verdict.parts(), sentences.said_unit(found.metric)
    refused = found.why if found.method != asked else " ".join(parts["reasons"])
    known = parts["change"] is not None and found.method == asked
    change = ""
    if known:
        reach = words.reach(parts["change_low"], parts["change_high"], unit)
        change = f"{words.difference(parts['change'], unit)} ({reach})"
    return {
        "id": asked,
        "method": f"{NAMES[asked]} (the answer above)" if chosen else NAMES[asked],
        "verdict": str(parts["verdict"]).capitalize() if found.method == asked else "",
        "change": change,
        "why": refused,
    }


def _pretend(facts: Mapping[str, Any], unit: str) -> str:
    tried, clear = words.plural(facts["tried"], "made-up start"), facts["clear"]
    return (
        f"At {clear or 'none'} of {tried} the method sees a clear change though nothing was done (1 in 20 is to be "
        f"expected); at {facts['as_large'] or 'none'} it is as large as the real one."
    )


def _chosen(facts: Mapping[str, Any], unit: str) -> str:
    ways = f"all {facts['ways']:,} ways" if facts["all_ways"] else f"{facts['ways']:,} ways"
    said = (
        f"Of {ways} to choose {facts['treated']} of the {facts['wards']} wards, {facts['as_large']:,} show a change as "
        "large as the real choice, itself among them."
    )
    return said if facts["usable"] else f"{said} That is too few ways to tell much."


def _dealt(facts: Mapping[str, Any], unit: str) -> str:
    return (
        f"Of {facts['deals']:,} deals {words.share(facts['share'])} show a change as large. Where the order was drawn "
        "by lot, this is the test to go by."
    )


def _mixture(facts: Mapping[str, Any], unit: str) -> str:
    return (
        f"Against a mixture of the others ({facts['mixture']}) the change is "
        f"{words.difference(facts['effect'], unit)}; it moved away more than {facts['areas'] - facts['rank']} of "
        f"{facts['areas'] - 1} comparison wards did from theirs."
    )


_SAID: Final = {"pretend_starts": _pretend, "chosen": _chosen, "dealt": _dealt, "mixture": _mixture}
