"""Metrics of delayed transfers of care: a national return until February 2020, a local measure since."""

from datetime import date

import polars as pl

from metrics.metric import DELAYED_STRETCH, Metric

REVIEWED = date(2026, 11, 22)
PERIODS = "A period is answered where the extract's own periods lie whole inside it: nobody knows the weeks of a month."
NOT_NCTR = "Not comparable with people who do not meet the criteria to reside (NHS England)."

DTOC_BEDS = Metric(
    key="dtoc_beds",
    label="Delayed transfers, beds",
    fact=DELAYED_STRETCH,
    shape="stock",
    numerator=pl.col("delayed_days"),
    unit="beds",
    direction="lower",
    definition=f"Beds taken by delayed transfers of care on an average day of the period. {PERIODS} {NOT_NCTR}",
    formula="delayed days / days in the period",
    source="NHS England, Delayed transfers of care (2017 on); London UEC collaborative, 400 a day",
    reviewed=REVIEWED,
)
DTOC_RATE = Metric(
    key="dtoc_rate",
    label="Delayed transfers, rate",
    fact=DELAYED_STRETCH,
    shape="stock",
    numerator=pl.col("delayed_days") * 100_000 / pl.col("residents"),
    unit="rate",
    direction="lower",
    definition="Delayed transfers of care on an average day per 100,000 residents aged 18 and over; blank until the"
    f" store's setting dtoc_population says how many there are. {PERIODS} {NOT_NCTR}",
    formula="delayed days / days in the period x 100,000 / residents aged 18 and over",
    source="NHS England, Delayed transfers of care; LG Inform metric 3632",
    reviewed=REVIEWED,
)
METRICS = (DTOC_BEDS, DTOC_RATE)
