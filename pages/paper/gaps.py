"""Where the data behind a board paper are incomplete, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from metrics import catalogue
from metrics.ask import Answers
from metrics.scope import Scope
from metrics.suppression import Policy
from pages import service
from pages.paper import guarded
from pages.parts import words

if TYPE_CHECKING:
    from pages.paper.gather import Read

# Shares that say how much of the truth the records hold, and from where on they are worth a sentence.
COMPLETENESS: Final = {"ready_date_completeness": 0.95, "status_recorded_share": 0.95}
FEED_WORDS: Final = {"front_door": "front door", "failed_discharges": "failed discharges", "ward_stays": "ward stays",
                     "intermediate_care": "intermediate care"}  # fmt: skip


def said(held: Answers, who: service.Principal, scope: Scope, rule: Policy, reads: Sequence[Read]) -> Iterator[str]:
    """What a reader must know before trusting the figures; empty when there is nothing."""
    missing = [one.found.metric.label for one in reads if one.found.latest is None]
    if missing:
        yield f"No data: {_list(missing)}."
    yield from _older(reads)
    for grain in ("month", "quarter"):
        wider = [one.found.metric.label for one in reads if one.found.grain == grain and not one.hidden]
        if wider:
            yield f"By {grain}, because a shorter step held small numbers: {_list(wider)}."
    hidden = [one.found.metric.label for one in reads if one.hidden]
    if hidden:
        yield f"Without a chart, because some of its figures are too small to show: {_list(hidden)}."
    yield from _recorded(held, who, scope, rule)
    yield from _days(held, who, scope)
    yield from _set_aside(held, rule)


def _older(reads: Sequence[Read]) -> Iterator[str]:
    """Measures whose latest whole week is older than the others': a readmission takes 30 days to be known."""
    dated = {
        one.found.metric.label: one.found.latest["date"]
        for one in reads
        if one.found.latest is not None and one.found.grain == "week"
    }
    for label, start in dated.items():
        if start < max(dated.values()):
            yield f"{label} is known to the {words.period(start, 'week')} only."


def _recorded(held: Answers, who: service.Principal, scope: Scope, rule: Policy) -> Iterator[str]:
    for key, enough in COMPLETENESS.items():
        metric = catalogue.metric(key)
        if set(scope.chosen()) - set(metric.fact.splits):
            continue
        told = guarded.series(held, who, metric, scope, "month", rule).drop_nulls("value")
        if told.height and round(told["value"][-1], 2) < enough:
            when = words.period(told["period_start"][-1], "month")
            yield f"{metric.label}: {words.share(told['value'][-1])} in {when}."


def _days(held: Answers, who: service.Principal, scope: Scope) -> Iterator[str]:
    """Feeds with days missing between their first and last."""
    for feed, lacking in held.kept(who, ("days missing", scope), lambda: _missing(held, who, scope)):
        yield f"The {_feed(feed)} extracts lack {words.plural(lacking, 'day')} between their first and last."


def _missing(held: Answers, who: service.Principal, scope: Scope) -> list[tuple[str, int]]:
    cover = held.table(who, "cover_day").filter(scope.providers(), scope.days())
    day = pl.col("stat_date")
    days = (day.max() - day.min()).dt.total_days() + 1 - day.n_unique()
    spans = cover.group_by("feed").agg(lacking=days).with_columns(pl.col("feed").cast(pl.String))
    return [(feed, lacking) for feed, lacking in spans.sort("feed").iter_rows() if lacking]


def _set_aside(held: Answers, rule: Policy) -> Iterator[str]:
    """Rows kept aside with a reason; their numbers are of records about people, so the policy holds for them too."""
    rows = (
        held.table(service.principal(), "extract").group_by("kind").agg(pl.col("rows_quarantined").sum()).sort("kind")
    )
    parts: list[str] = []
    for kind, count in rows.iter_rows():
        if count:
            parts.append(f"{_few(count, rule)} of {_feed(kind)}")
    if parts:
        yield f"Rows set aside because they break a rule of the extract, and not counted: {_list(parts)}."


def _few(count: int, rule: Policy) -> str:
    return f"fewer than {rule.fewest}" if rule.is_small(count) else words.count(rule.rounded(count))


def _feed(name: Any) -> str:
    return FEED_WORDS.get(str(name), str(name))


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
