"""Second opinions on a comparison by trying what did not happen: slow, so for work off the page.

Made-up starts, wards chosen otherwise, start dates dealt anew, each comparison ward as if it had the change (reference
methods, sections 5 and 6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import comb

import numpy as np

from metrics.compare import FEWEST_OTHERS, FEWEST_TREATED, Inputs
from metrics.effects.did import common_start, permutation, ward_changes
from metrics.effects.panel import Panel
from metrics.effects.pretend import pretend_starts
from metrics.effects.staggered import START_DRAWS, start_permutation
from metrics.effects.synthetic import of_panel
from metrics.errors import MetricError
from metrics.metric import Metric
from metrics.tried import Design, monday, window
from metrics.weekly import as_panel, weekly_values

Say = Callable[[str, float], None]
Facts = dict[str, float | int | str]


@dataclass(frozen=True)
class Opinion:
    """What one trial found, as numbers by name; or the sentence why it could not be had."""

    name: str
    facts: Facts = field(default_factory=dict)
    refused: str = ""


def opinions(metric: Metric, design: Design, inputs: Inputs, effect: float | None, say: Say) -> tuple[Opinion, ...]:
    """Every trial that the design allows; effect: the one found; say: told what is being done and the share done."""
    trials: list[tuple[str, str, Callable[[Callable[[float], None]], Facts]]] = []
    if effect is not None:
        trials.append(("pretend_starts", "Made-up starts", lambda _: _pretend(metric, design, inputs, effect)))
    by_ward = inputs.by_ward
    if by_ward is not None and design.starts and design.others:
        trials += _between(design, lambda: as_panel(metric, design, by_ward))
    found = []
    for place, (name, words, run) in enumerate(trials):

        def told(share: float, words: str = words, place: int = place) -> None:
            say(words, (place + share) / len(trials))

        told(0.0)
        try:
            found.append(Opinion(name, run(told)))
        except MetricError as refusal:
            found.append(Opinion(name, refused=str(refusal)))
    return tuple(found)


def _between(
    design: Design, rows: Callable[[], Panel]
) -> list[tuple[str, str, Callable[[Callable[[float], None]], Facts]]]:
    treated, others = len(design.starts), len(design.others)
    if treated == 1:
        return [("mixture", "A mixture of the comparison wards", lambda _: _mixture(rows()))]
    if treated < FEWEST_TREATED or others < FEWEST_OTHERS:
        return []
    if len({monday(day) for day in design.starts.values()}) > 1:
        return [("dealt", "Start dates dealt anew over the wards", lambda told: _dealt(rows(), told))]
    return [("chosen", "Other wards chosen", lambda _: _chosen(rows()))]


def _pretend(metric: Metric, design: Design, inputs: Inputs, effect: float) -> Facts:
    rows = window(inputs.weekly, design)
    values = weekly_values(metric, rows)
    days = rows["period_start"].to_list()
    first = days[0] if days else design.first
    weeks = np.array([(day - first).days // 7 for day in days], dtype=np.int64)
    known = np.isfinite(values)
    found = pretend_starts(weeks[known], values[known], (monday(design.first) - first).days // 7, effect)
    return {"tried": found.tried, "clear": found.clear, "as_large": found.as_large}


def _chosen(rows: Panel) -> Facts:
    found = permutation(ward_changes(rows, common_start(rows)), rows.treated)
    treated, wards = int(rows.treated.sum()), len(rows.names)
    whole = comb(wards, treated)
    return {
        "treated": treated, "wards": wards, "ways": found.n, "as_large": round(found.p * found.n),
        "all_ways": int(found.n == whole), "usable": int(found.usable),
    }  # fmt: skip


def _dealt(rows: Panel, told: Callable[[float], None]) -> Facts:
    return {"deals": START_DRAWS, "share": start_permutation(rows, progress=told)}


def _mixture(rows: Panel) -> Facts:
    found = of_panel(rows)
    parts = sorted(zip(found.mixture.weights, found.donors, strict=True), reverse=True)
    named = ", ".join(f"{name} {weight:.0%}" for weight, name in parts if weight >= 0.05)
    return {"effect": found.att, "rank": found.rank, "areas": len(found.donors) + 1, "mixture": named}
