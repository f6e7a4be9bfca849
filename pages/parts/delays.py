"""What the Delays page draws: the Pareto of bed days, delayed transfers stacked by cause, and their sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from metrics.ask import Answers
from metrics.delays import NEW_REASON_LIST, UNSAID, Pareto, not_allowed
from metrics.metric import DELAYED_STRETCH
from metrics.scope import NATIONAL, Scope
from pages import service
from pages.parts import words
from pages.parts.charts import Figure, stacked
from pages.parts.figure import Marker, flag_words, flags
from pages.parts.table import Column

MOST_PARTS: Final = 6
NEW_LIST: Final = Marker(number=1, on=NEW_REASON_LIST, name="the national list of 37 reasons begins")
PARETO: Final = (
    Column("name", "", "46%", heading=True),
    Column("value", "Bed days", align="end"),
    Column("share", "Share", align="end"),
    Column("running", "Together", align="end", title="Share of this and those above it"),
)


def pareto_words(found: Pareto, what: str, when: str) -> str:
    """What most of it comes from; what nobody recorded is said, for it can hide any of the others."""
    top = found.rows.row(0, named=True)
    said = f"{words.count(found.total)} bed days were lost by people not meeting the criteria to reside, {when}. "
    some = f"One of the {what} comes" if found.few == 1 else f"{found.few} {what} come"
    said += f"{some} to four fifths of them; the largest is {top['name']} ({words.share(top['share'])})."
    unsaid = found.rows.filter(pl.col("name") == UNSAID)
    if unsaid.height and top["name"] != UNSAID:
        said += f" For {words.share(unsaid['share'][0])} nothing is recorded."
    return said


def pareto_rows(found: Pareto) -> list[dict[str, Any]]:
    """The rows of PARETO."""
    return [
        {
            "id": row["name"],
            "name": row["name"],
            "value": words.count(row["value"]),
            "share": words.share(row["share"]),
            "running": words.share(row["running"]),
        }
        for row in found.rows.to_dicts()
    ]


def over_time(values: pl.DataFrame, by: str, *, unit: str, grain: str, height: int, marked: bool = False) -> Figure:
    """Bars over time by part, the largest first, at most MOST_PARTS; with `marked`, the day the reason list changed."""
    parts = _folded(values.with_columns(part=pl.col(by).fill_null(UNSAID)))
    figure = stacked(parts, unit=unit, grain=grain, height=height)
    days = parts["period_start"]
    if marked and crosses_break(days.to_list()):
        drawn = figure["layout"]
        drawn["shapes"] = [*drawn.get("shapes", []), *flags([NEW_LIST])]
        drawn["annotations"] = [*drawn.get("annotations", []), *flag_words([NEW_LIST])]
    return figure


def crosses_break(days: Sequence[date]) -> bool:
    """Whether a stretch of periods holds the day on which the national reason list changed."""
    return bool(days) and min(days) < NEW_REASON_LIST <= max(days)


def break_words(days: Sequence[date]) -> str | None:
    """What the flag means, where the stretch reaches across the break or lies before it."""
    if not days or min(days) >= NEW_REASON_LIST:
        return None
    day = words.long_day(NEW_REASON_LIST)
    return (
        f"**1** The national list of delay reasons changed on {day}: before it another list was recorded,"
        " so reasons are not compared across that day."
    )


def last_words(values: pl.DataFrame, by: str, what: str, unit: str, grain: str) -> str:
    """The newest period's level and its largest part, beside the first period's level."""
    first, last = values["period_start"].min(), values["period_start"].max()
    now = values.filter(pl.col("period_start") == last).sort("value", by, descending=[True, False])
    then = float(values.filter(pl.col("period_start") == first)["value"].sum())
    top, total = now.row(0, named=True), float(now["value"].sum())
    when = "in the" if grain == "week" else "in"
    return (
        f"{what} {when} {words.period(last, grain)}: {words.amount(total, unit)}, most to {top[by] or UNSAID}"  # type: ignore[arg-type]
        f" ({words.number(top['value'], unit)}); {words.amount(then, unit)} {when} {words.period(first, grain)}."  # type: ignore[arg-type]
    )


def _folded(values: pl.DataFrame) -> pl.DataFrame:
    sums = values.group_by("part").agg(pl.col("value").sum()).sort("value", "part", descending=[True, False])
    names = sums["part"].to_list()
    kept = names if len(names) <= MOST_PARTS else names[: MOST_PARTS - 1]
    other = pl.when(pl.col("part").is_in(kept)).then("part").otherwise(pl.lit("Other"))
    order = {name: at for at, name in enumerate([*kept, "Other"])}
    rows = values.with_columns(part=other).group_by("period_start", "part").agg(pl.col("value").sum())
    place = pl.col("part").replace_strict(order, return_dtype=pl.Int32)
    return rows.sort(place, "period_start")


def monthly(held: Answers, who: service.Principal, scope: Scope, part: str) -> pl.DataFrame:
    """Delayed transfers by whole month and part, in order of month; reasons with their words beside the code."""
    values = held.series(who, "dtoc_beds", scope, "month", part)
    if part == "reason":
        said = {code: f"{code} {text}" for code, text in service.system.REASON_WORDS.items()}
        values = values.with_columns(pl.col("reason").replace(said))
    return values.filter(~pl.col("partial"), pl.col("value").is_not_null()).sort("period_start")


def published_only(held: Answers, who: service.Principal, scope: Scope) -> Scope:
    """The scope, or that of the national row where delayed transfers are loaded for nobody else."""
    cover = held.table(who, "cover_day").filter(pl.col("feed") == "delayed_days")["provider"].cast(pl.String).unique()
    if scope.provider is None and cover.len() and cover.is_in(NATIONAL).all():
        return Scope(provider=cover[0], from_day=scope.from_day, to_day=scope.to_day)
    return scope


def not_allowed_words(held: Answers, who: service.Principal, scope: Scope) -> str | None:
    """The sentence about attributions that the national return does not have; None where there are none."""
    columns = ["reason", "attributable_to", "delayed_days"]
    facts = held.fact(who, DELAYED_STRETCH, columns, scope)
    rows = not_allowed(facts.select(pl.col("reason", "attributable_to").cast(pl.String), "delayed_days"))
    if rows.is_empty():
        return None
    days = words.count(float(rows["delayed_days"].sum()))
    pairs = ", ".join(f"{reason} to {owner}" for reason, owner, _ in rows.head(4).iter_rows())
    return (
        f"{days} delayed days carry an attribution that the national return does not have ({pairs}):"
        " ask whoever makes the extract. They are counted as they came."
    )
