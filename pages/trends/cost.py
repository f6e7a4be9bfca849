"""Cost of care: what the care of the people discharged goes on costing, week by week; gains and costs by partner."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import streamlit as st

from metrics import catalogue
from metrics.ledger import ledger
from metrics.scope import Scope
from metrics.trend import trend
from pages import comparing, releasing, service
from pages.parts import benefits, choices, context, cost, empty, filters, sentences, words
from pages.parts.plot import plot
from pages.parts.table import table
from pages.parts.xmr import xmr

HEIGHT = 380
MEANS = ("All of them", "Without the dearest 1 in 20")
BESIDE = (
    ":gray[Weeks are the units of the intervals; no trend or season is allowed for, which Compare does. Only people "
    "whose cost is recorded count.]"
)

who, held = service.principal(), service.ask()
metric = catalogue.metric("weekly_care_cost_mean")
named = cost.areas(metric)
with filters.bar():
    whose = filters.select("Of", "of", [*named, cost.EVERYBODY], width=210)
    offered = choices.places(held, who, metric)
    place = filters.place(providers=offered["providers"], sites=offered["sites"])
    means = MEANS if service.may(who, service.Right.SEE_PATIENTS) else MEANS[:1]
    trim = filters.select("Mean of", "mean_of", means, width=230) == MEANS[-1]

area = named.get(whose)
scope = comparing.scope(area, metric) if area else Scope()
scope = replace(scope, provider=place.scope.provider or scope.provider, site=place.scope.site or scope.site)
values = cost.weekly(held, who, metric, scope, trim=trim)
around = context.context(metric, scope, "week", held.version.as_at.date())
found = trend(metric, values, "week", baseline=None if trim else around.frozen, target=around.target,
              rebases=[entry.day for entry in around.rebases], rules=service.spc_rules())  # fmt: skip
if found.latest is None:
    empty.nothing(metric.label, "spells", whose)
else:
    staged = cost.stages(held, who, metric, area, scope, trim=trim) if area else []
    if staged:
        st.markdown(f"**{words.escaped(cost.sentence(staged[0], metric))}**")
    band = (found.baseline.start, found.baseline.end) if found.baseline else None
    figure = xmr(found.rows, unit="pounds", grain="week", target=found.target, baseline=band, markers=around.markers,
                 height=HEIGHT)  # fmt: skip
    plot(cost.levels(figure, staged[0]) if staged else figure, key="cost", alt=sentences.trend(found), height=HEIGHT)
    context.listed(around.markers)
    if staged:
        table(cost.rows(staged), cost.STAGES, key="stages", caption="Cost of care before and now by stage", opens=False)
        st.markdown(BESIDE)
    with st.expander("Week by week, with how many people"):
        weeks = [
            {"id": str(row["period_start"]), "when": words.period(row["period_start"], "week"),
             "value": words.pounds(row["value"]), "n": words.count(row["denominator"])}
            for row in values.filter(~pl.col("partial")).reverse().to_dicts()
        ]  # fmt: skip
        table(weeks, cost.WEEKS, key="weeks", caption="Cost of care by week of discharge", opens=False, height=330)

st.header("Gross, re-invested and net by partner", anchor=False)
money = ledger(releasing.lines(), held.version.as_at.date())
if not money.totals:
    st.markdown("No partner has entered a gain or a running cost yet: what each gains and pays would be here.")
else:
    for told in benefits.money(money):
        st.markdown(f"**{words.escaped(told)}**")
    left, right = st.columns((5, 3))
    with left:
        lines = [benefits.ledger_row(one) for one in money.totals]
        table(lines, benefits.LEDGER, key="ledger", caption="Gross, re-invested and net by partner", opens=False)
    with right:
        status = cost.first_status(money)
        alt = cost.net_words(money, status)
        plot(cost.net_bars(money, status), key="net", alt=alt, height=cost.net_height(money, status))
st.page_link("improve/benefits.py", label="Enter or correct what partners gain and pay: Benefits")
