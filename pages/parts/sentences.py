"""The one sentence of a chart or card, made from its numbers by rule: what changed, how much, how sure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from metrics.before_now import FEWEST_WEEKS, BeforeNow
from metrics.compare import Comparison
from metrics.metric import Metric
from metrics.trend import Trend
from pages.parts import words

BY_WARD = ("wards", "staggered", "controlled")
ADVICE = {
    "too_few_points": "There are too few points for limits, so this says nothing yet about change.",
    "constant": "Every value is the same.",
    "mostly_zero": "Most values are 0, so limits would mislead: days between events tell more.",
    "limits_collapsed": "Neighbouring values hardly differ, so limits would flag everything and are not used.",
    "no_limits": "No two neighbouring periods have a value, so there are no limits.",
    "gappy": "Many periods are missing, so no signal here is no evidence that nothing changed.",
}
_WHEN = {"day": "on", "week": "in the"}


def trend(found: Trend) -> str:
    """Where the measure stands, against the baseline if there is one, and whether that is signal or noise."""
    if found.latest is None:
        return f"{found.metric.label}: no whole {found.grain} has a value yet."
    when = f"{_WHEN.get(found.grain, 'in')} {words.period(found.latest['date'], found.grain)}"
    said = f"{found.metric.label} was {words.amount(found.latest['value'], found.metric.unit)} {when}"
    return f"{said}{against_baseline(found)}. {signal(found)}"


def against_baseline(found: Trend) -> str:
    """ ", 2.9 days fewer than in the baseline (12.0 days, 1 Apr 2025 to 30 Sep 2025)"; empty without one."""
    if found.change is None or found.baseline is None:
        return ""
    unit, base = found.metric.unit, found.baseline
    stretch = f"{words.long_day(base.start)} to {words.long_day(base.end)}"
    difference = words.difference(found.change, unit)
    than = "from" if difference == "no change" else "than in"
    return f", {difference} {than} the baseline ({words.amount(base.centre, unit)}, {stretch})"


def signal(found: Trend) -> str:
    """Signal or noise, in words that claim no more than the rules bear."""
    point = None if found.latest is None else found.latest["shown_as"]
    special = point is not None and point != "common_cause"
    if found.advice in ADVICE and not (found.advice == "gappy" and special):
        return ADVICE[found.advice]
    if found.latest is None or point is None:
        return ""
    if point == "common_cause":
        return "That is within the usual variation: no signal of change."
    cause = words.cause(found.latest["special_cause_type"])
    kinds = {"special_cause_improvement": "for the better", "special_cause_concern": "for the worse"}
    way = f" {kinds[point]}" if point in kinds else ""
    gaps = " Many periods are missing." if found.advice == "gappy" else ""
    return f"That is a signal of change{way}: {cause}.{gaps}"


def beside(found: Trend) -> list[str]:
    """What stands in quiet words under a trend: the running period, a drifted baseline, silent providers."""
    said = []
    if found.running is not None:
        when = words.period(found.running["period_start"], found.grain)
        value = words.amount(found.running["value"], found.metric.unit)
        said.append(f"Not over yet, so left out of the limits: {when}, {value} so far.")
    said += [f"The definition changed on {words.long_day(day)}, so limits start anew there." for day in _breaks(found)]
    if found.moved is not None and found.moved.changed:
        size = words.difference(found.moved.moved, found.metric.unit)
        periods = words.plural(found.moved.changed, "period")
        said.append(
            f"The baseline is as it was frozen; corrections since then changed {periods} of it ({size} on average)."
        )
    if found.latest is not None and found.latest.get("of"):
        said.append(
            f"{found.latest['providers']} of {found.latest['of']} providers returned a figure for that {found.grain}."
        )
    return said


def _breaks(found: Trend) -> list[date]:
    """The breaks in the metric's definition that fall inside the chart."""
    if found.rows.is_empty():
        return []
    first, last = found.rows["date"][0], found.rows["date"][-1]
    return [day for day in found.metric.breaks if first < day <= last]


def before_now(metric: Metric, found: BeforeNow) -> str:
    """What changed between two stretches, with its interval; never more than a simple comparison bears."""
    if found.before.value is None or found.now.value is None:
        missing = "before" if found.before.value is None else "now"
        return f"{metric.label}: no data {missing}, so nothing can be compared."
    unit = said_unit(metric)
    now, before = words.amount(found.now.value, unit), words.amount(found.before.value, unit)
    said = f"{metric.label} is {now}{per(metric)} now and was {before}{per(metric)} before"
    if found.low is None or found.high is None or found.change is None:
        return f"{said}. {_unsure(found)}"
    reach = words.reach(found.low, found.high, unit)
    if found.low <= 0 <= found.high:
        return f"{said}: no clear change (95% interval {reach})."
    return f"{said}: {words.difference(found.change, unit)} (95% interval {reach})."


def _unsure(found: BeforeNow) -> str:
    """Why there is no interval."""
    if min(found.before.weeks, found.now.weeks) < FEWEST_WEEKS:
        return f"Fewer than {FEWEST_WEEKS} whole weeks on one side: too few to say how sure that is."
    return "The weeks of each side are all alike, so there is no interval to say how sure that is."


def verdict(found: Comparison) -> str:
    """The one sentence of a comparison: verdict, size, certainty, what it allows for; or why there is none."""
    parts, metric = found.verdict.parts(), found.metric
    kind = str(parts["verdict"]).capitalize()
    if found.verdict.undirected:
        kind = "Changed, and nothing says which way is better"
    elif parts["reasons"]:
        return f"{kind}: {' '.join(parts['reasons'])}"
    unit = said_unit(metric)
    reach = words.reach(parts["change_low"], parts["change_high"], unit)
    size = words.difference(parts["change"], unit)
    against = "than expected without the change" if found.method == "series" else "than without the change"
    if found.method == "before_after":
        against = "than before"
    label = metric.label[:1].lower() + metric.label[1:]
    ward = " in each ward" if found.method in BY_WARD and metric.shape in ("flow", "stock") else ""
    if size == "no change":  # at the digits shown
        size, against = "the same", against.replace("than", "as", 1)
    said = f"{kind}: {label}{per(metric)}{ward} is {size} {against} (95% interval {reach})."
    allows = parts["allows_for"]
    allowed = f"This allows for {_list(allows)}." if allows else "This does not allow for trend or season."
    turned = f" Read with care: {_list(parts['turned'])} would turn its sign." if parts["turned"] else ""
    return f"{said} {allowed}{turned}"


def expected(found: Comparison) -> str:
    """The words of the chart of what happened beside what was expected without the change."""
    last = found.series.filter(found.series["expected"].is_not_null()).tail(1).to_dicts()
    if not last:
        return f"{found.metric.label} by week; nothing is expected beside it."
    row, unit = last[0], said_unit(found.metric)
    seen = words.amount(row["value"], unit)
    band = words.interval(row["expected"], row["low"], row["high"], unit)
    said = f"{found.metric.label}{per(found.metric)} was {seen} in the last whole week"
    return f"{said}; without the change {band} was expected."


def said_unit(metric: Metric) -> str:
    """The unit in which a level is said: a count for each day needs a decimal."""
    return "rate" if metric.shape == "flow" and metric.unit == "count" and metric.per == "day" else metric.unit


def per(metric: Metric) -> str:
    """ " a day" or " a year" for a flow, whose level over stretches of unequal length needs it."""
    return f" a {metric.per}" if metric.shape == "flow" else ""


def paragraph(found: Sequence[Trend]) -> str:
    """The summary that could be read aloud: what improved, what got worse, what is noise, what is not known."""
    better = [trend.metric.label for trend in found if _shown(trend) == "special_cause_improvement"]
    worse = [trend.metric.label for trend in found if _shown(trend) == "special_cause_concern"]
    neither = [trend.metric.label for trend in found if (_shown(trend) or "").startswith("special_cause_neutral")]
    noise = [trend.metric.label for trend in found if _shown(trend) == "common_cause"]
    unknown = [trend.metric.label for trend in found if trend.latest is None]
    parts = []
    if worse:
        parts.append(f"A signal of change for the worse, to ask about first: {_list(worse)}.")
    if better:
        parts.append(f"A signal of change for the better: {_list(better)}.")
    if neither:
        parts.append(f"A signal of change, neither better nor worse in itself: {_list(neither)}.")
    if not better and not worse and not neither:
        parts.append("No headline measure shows a signal of change.")
    if noise:
        parts.append(f"Within the usual variation: {_list(noise)}.")
    if unknown:
        parts.append(f"No data: {_list(unknown)}.")
    return " ".join(parts)


def _shown(found: Trend) -> str | None:
    """What the latest point is drawn as; nothing where the chart may not be read (a signal among gaps still may)."""
    unread = found.advice in ADVICE and found.advice != "gappy"
    return None if found.latest is None or unread else found.latest["shown_as"]


def _list(names: Sequence[str]) -> str:
    """ "a, b and c", as labels stand inside a sentence."""
    lower = [name[:1].lower() + name[1:] for name in names]
    return lower[0] if len(lower) == 1 else f"{', '.join(lower[:-1])} and {lower[-1]}"
