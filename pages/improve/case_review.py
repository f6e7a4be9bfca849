"""Case review: decisions that could have been better, by decision point, why, what instead, and what that is worth."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st

from metrics import catalogue
from metrics.agreement import agreement
from metrics.case_review import TOTAL, figure_3, of_line, pathways, pounds
from metrics.scope import Scope
from metrics.suppression import POLICIES
from pages import service
from pages.parts import choices, empty, filters, review_forms, reviews, words
from pages.parts.table import Column, table

PERIODS = {"All reviews": None, "Last 12 months": 365, "Last 3 months": 91}
NAMES = {rule.label[:1].upper() + rule.label[1:]: rule for rule in POLICIES.values()}
REASONS = (Column("reason", "Reason", "60%", heading=True), Column("n", "Decisions", align="end"))

who, held = service.principal(), service.ask()
metric = catalogue.metric("improvable_share")
offered = choices.places(held, who, metric)
with filters.bar():
    place = filters.place(sites=offered["sites"])
    back = PERIODS[filters.select("Reviewed", "reviewed", list(PERIODS), width=160)]
    rule = NAMES[filters.select("Small numbers in exports", "small", list(NAMES), width=300)]
end = held.version.as_at.date()
since = None if back is None else end - timedelta(days=back)
scope = Scope(site=place.scope.site, from_day=since)
decisions = service.system.decisions(scope)

if decisions.is_empty():
    empty.nothing("Decisions reviewed, how many could have been better and why", "case_reviews", place.words())
    st.markdown("Reviews can be entered below too.")
else:
    lines, given = figure_3(decisions), review_forms.inputs()
    money = pounds(given)
    total = lines[-1]
    said = reviews.said(total, decisions.filter(pl.col("source") == "app").height)
    st.markdown(f"**{words.escaped(said)}**")
    columns = reviews.columns(money)
    opened = table(reviews.rows(lines, money), columns, key="figure_3", caption=said)
    if left_out := service.system.left_out(scope, decisions):
        st.markdown(f":gray[{reviews.without(left_out)}]")
    st.markdown(":gray[Parts are rounded for reading and add up unrounded; a decision opens what lies behind it.]")
    if opened:
        st.session_state["review_line"] = opened
    left, right = st.columns(2)
    with left:
        st.markdown("**Share improvable, with 95% intervals**")
        reviews.shares_chart(lines)
    with right:
        name = st.session_state.get("review_line", TOTAL)
        behind = of_line(decisions, name)
        st.markdown(f"**Behind it: {name}**")
        table(reviews.pathway_rows(pathways(behind)), reviews.PATHWAYS, key="review_pathways",
              caption=f"{name}: pathway taken and pathway that would suit best", opens=False)  # fmt: skip
        why = (
            behind.filter(pl.col("improvable") == "Y")
            .group_by(reason=pl.col("reason").fill_null("not recorded"))
            .len("n")
        )
        listed = [{"id": row["reason"], **row} for row in why.sort("n", "reason", descending=[True, False]).to_dicts()]
        table(listed, REASONS, key="review_reasons", caption=f"{name}: reasons of improvable decisions", opens=False)
    st.markdown(reviews.agreed(agreement(service.system.ratings(scope))))
    with st.expander("Pounds", expanded=bool(money)):
        review_forms.ask_inputs(lines)
        for warned in review_forms.too_much(lines, given):
            st.markdown(f":yellow-background[{warned}]")
    out = reviews.export(lines, money, given, rule)
    with st.container(horizontal=True, gap="small"):
        st.download_button("Table as CSV", out.write_csv(), "case_review.csv", "text/csv", on_click="ignore")
        st.download_button("Table as Excel workbook", reviews.workbook(out), "case_review.xlsx", on_click="ignore")

if service.system.may_enter():
    with st.expander("Enter a review", expanded=decisions.is_empty()):
        wards = sorted({ward for names in choices.places(held, who)["wards"].values() for ward in names})
        review_forms.enter(offered["sites"], wards, held.choices(who, "provider"), end)
