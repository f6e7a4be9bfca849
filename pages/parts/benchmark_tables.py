"""The tables of the benchmarks page: all trusts, reasons for delay, own counts against the published ones."""

from __future__ import annotations

import streamlit as st

from metrics.ask import Answers
from metrics.metric import RETURN_DAY, Metric
from pages import benchmarking, service
from pages.parts import benchmark_figure, filters, words
from pages.parts import benchmark_words as told
from pages.parts.plot import plot
from pages.parts.table import Column, table

COLUMNS = (
    Column("rank", "Rank", "5rem", align="end"),
    Column("name", "Trust", heading=True),
    Column("value", "Level", "7rem", align="end"),
    Column("limits", "95% interval", "11rem", align="end"),
    Column("ranks", "Rank, 95%", "8rem", align="end"),
    Column("sent", "Sent", "6rem", align="end", title="Share of the days that the trust sent figures for"),
)
APART = (
    Column("date", "When", heading=True),
    Column("own", "Own", align="end"),
    Column("returned", "Published", align="end"),
    Column("difference", "Difference", align="end"),
)


def everyone(found: benchmarking.Picture, known: benchmarking.Trusts, own: str) -> None:
    """The table of all trusts, the own one marked."""
    sent, unit = dict(found.sent.select("name", "share").iter_rows()), found.metric.unit
    rows = [
        {
            "id": row["name"],
            "rank": "" if row["rank"] is None else str(row["rank"]),
            "name": known.label(row["name"]) + (", own" if row["name"] == own else ""),
            "value": told.said(row["value"], unit),
            "limits": told.limits(row["low"], row["high"], unit),
            "ranks": "" if row["rank_low"] is None else f"{row['rank_low']} to {row['rank_high']}",
            "sent": words.share(sent.get(row["name"])),
            **({"tone": "amber"} if row["name"] == own else {}),
        }
        for row in found.levels.to_dicts()
    ]
    caption = f"{words.plural(len(rows), 'trust')}, {told.ORDER[found.metric.direction]}, {told.window(found)}"
    table(rows, COLUMNS, key="trusts", caption=caption, opens=False, height=420)


def delay_reasons(held: Answers, who: service.Principal, own: str) -> None:
    """Why people of long stay are delayed, by reason group, the own trust beside the others."""
    shares = benchmarking.reasons(held, who, own)
    if shares is None:
        return
    found, others = shares
    st.header("Why people are delayed", anchor=False)
    rows = [
        {"id": row["group"], **row, **{name: told.said(row[name], "share") for name in ("own", "others")},
         "difference": words.difference((row["own"] or 0) - (row["others"] or 0), "share")}
        for row in found.to_dicts()
    ]  # fmt: skip
    columns = (Column("group", "Reason group", heading=True), Column("own", "Own", align="end"),
               Column("others", others, align="end"), Column("difference", "Own, compared", align="end"))  # fmt: skip
    table(rows, columns, key="reasons", caption="Shares of people delayed, last 12 published months", opens=False)
    st.markdown(":gray[People of long stay on an average day, by main reason; reasons changed on 27 May 2024.]")


def own_against(held: Answers, who: service.Principal, metric: Metric, own: str) -> None:
    """The trust's own counts against what was published for it."""
    st.header("Own counts against the published ones", anchor=False)
    by_day = metric.fact is RETURN_DAY
    labels = {label: key for key, label in benchmarking.COUNTS.items()}
    count = labels[filters.select("Count", "count", list(labels), width=260)] if by_day else ""
    pair = benchmarking.against_own(held, who, metric, own, count)
    if pair is None:
        st.markdown("Nothing to compare: own extracts and published figures of the same thing and time are not loaded.")
        return
    (found, what), grain, unit = pair, "day" if by_day else "month", "count" if by_day else metric.unit
    said = told.reconciled(found, what, unit, grain)
    plot(benchmark_figure.pair(found.by_month, unit), key="own_published", alt=said, height=280)
    widest = [
        {"id": str(at), "date": told.apart(row["date"], grain),
         **{name: told.said(row[name], unit) for name in ("own", "returned", "difference")}}
        for at, row in enumerate(found.largest(10).to_dicts())
    ]  # fmt: skip
    if widest:
        st.markdown("The largest differences, published less own:")
        table(widest, APART, key="apart", caption=f"The {len(widest)} largest differences", opens=False)
