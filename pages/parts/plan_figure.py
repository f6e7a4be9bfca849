"""The chart of a plan: the smallest change that a test is likely to show, by how long it runs."""

from __future__ import annotations

from metrics.plan import Plan
from pages.parts import words
from pages.parts.figure import BOTTOM, TOP, Figure, Label, layout, line, note, side_labels
from pages.planning import size


def plan_figure(found: Plan, *, height: int = 340) -> Figure:
    """A falling line of smallest detectable changes over weeks, the change hoped for as a level; no clicks."""
    unit, hoped = found.metric.unit, abs(found.effect)
    weeks = [length.weeks_after for length in found.by_weeks]
    sizes = [length.detectable for length in found.by_weeks]
    # A hope far above what can be seen would press the line flat, so it is then named and not drawn.
    drawn_hope = hoped <= 3 * max(sizes)
    span = (0.0, 1.1 * max([*sizes, hoped] if drawn_hope else sizes))
    seen = line([], sizes, "@series_1", "solid") | {"x": weeks, "mode": "lines+markers", "hoverinfo": "text"}
    seen |= {"marker": {"size": 5}, "meta": {"walk": True}}
    seen["hovertext"] = [
        f"{length.weeks_after} weeks: {size(length.detectable, unit)}<br>"
        f"chance of showing the change hoped for: {words.share(length.power_average)}"
        for length in found.by_weeks
    ]
    drawn = layout(unit, span, right=130)
    drawn["xaxis"] |= {"tickvals": [4, 8, 12, 26, 39, 52], "range": [2, 53]}
    labels = [Label(sizes[-1], "Smallest change seen", "@series_1")]
    if drawn_hope:
        still = {"color": "@target", "width": 1.6, "dash": "dash"}
        drawn["shapes"] = [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": hoped, "y1": hoped, "line": still}]
        labels.append(Label(hoped, "Change hoped for", "@target_ink"))
    under = note("weeks after the start", x=1, xref="paper", y=0, yref="paper", xanchor="right", yanchor="bottom")
    drawn["annotations"] = [under, *side_labels(labels, span, height - TOP - BOTTOM)]
    return {"data": [seen], "layout": drawn}
