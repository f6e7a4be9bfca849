"""Metrics of the census: who is in hospital as the day begins, who need not be, and for how long."""

from datetime import date

import polars as pl

from metrics.metric import BED_DAY, CENSUS, Metric, patients

SITREP = "NHS England, Acute discharge situation report; Homeward contract, sections 2 and 3"
LONG_STAY = "NHS England, long stays of 7, 14 and 21 days or more (at or above)"
REVIEWED = date(2026, 11, 22)
NOT_MEETING = pl.col("not_meeting") == 1

INPATIENTS = Metric(
    key="inpatients",
    label="Inpatients",
    fact=CENSUS,
    shape="stock",
    numerator=patients(),
    unit="count",
    direction="neither",
    definition="Adults in hospital, on an average day: on the site's last board of the day, or as the day begins.",
    formula="census summed over covered days / covered days",
    source=SITREP,
    reviewed=REVIEWED,
)
NCTR = Metric(
    key="nctr",
    label="Not meeting criteria to reside",
    fact=CENSUS,
    shape="stock",
    numerator=patients(NOT_MEETING),
    unit="count",
    direction="lower",
    definition="Adults in hospital on an average day who no longer meet the criteria to reside.",
    formula="census not meeting criteria, summed over covered days / covered days",
    source=SITREP,
    reviewed=REVIEWED,
)
NCTR_SHARE = Metric(
    key="nctr_share",
    label="Share not meeting criteria",
    fact=CENSUS,
    shape="ratio",
    numerator=patients(NOT_MEETING),
    denominator=patients(),
    unit="share",
    direction="lower",
    definition="Share of the adults in hospital who no longer meet the criteria to reside.",
    formula="census not meeting criteria / census",
    source=SITREP,
    reviewed=REVIEWED,
)
NCTR_BED_DAYS = Metric(
    key="nctr_bed_days",
    label="Bed days not meeting criteria",
    fact=CENSUS,
    shape="flow",
    numerator=patients(NOT_MEETING),
    unit="bed_days",
    direction="lower",
    definition="Days that people spent in a hospital bed without meeting the criteria to reside.",
    formula="census days not meeting criteria, summed",
    source=SITREP,
    reviewed=REVIEWED,
)


def _long_stay(days: int) -> Metric:
    return Metric(
        key=f"stay_{days}_plus",
        label=f"In hospital {days} days or more",
        fact=CENSUS,
        shape="stock",
        numerator=patients(pl.col("stay_days") >= days),
        unit="count",
        direction="lower",
        definition=f"Adults in hospital on an average day whose stay so far is {days} days or more.",
        formula=f"census with a stay of at least {days} midnights, summed over covered days / covered days",
        source=LONG_STAY,
        reviewed=REVIEWED,
    )


def _long_stay_share(days: int) -> Metric:
    return Metric(
        key=f"stay_{days}_plus_share",
        label=f"Share in hospital {days} days or more",
        fact=CENSUS,
        shape="ratio",
        numerator=patients(pl.col("stay_days") >= days),
        denominator=patients(),
        unit="share",
        direction="lower",
        definition=f"Share of the adults in hospital whose stay so far is {days} days or more.",
        formula=f"census with a stay of at least {days} midnights / census",
        source=LONG_STAY,
        reviewed=REVIEWED,
    )


OCCUPANCY = Metric(
    key="occupancy",
    label="Bed occupancy",
    fact=BED_DAY,
    shape="ratio",
    numerator=pl.col("occupied"),
    denominator=pl.col("beds_open"),
    unit="share",
    direction="neither",
    definition="Adults in hospital per bed open, over the ward days with a beds row; wards with no patients count.",
    formula="census of wards with a beds row / beds open",
    source=SITREP,
    reviewed=REVIEWED,
)
ON_BOARD = pl.col("from_board") == 1
STATUS_RECORDED_SHARE = Metric(
    key="status_recorded_share",
    label="Status recorded",
    fact=CENSUS,
    shape="ratio",
    numerator=patients(ON_BOARD & (pl.col("status_recorded") == 1)),
    denominator=patients(ON_BOARD),
    unit="share",
    direction="higher",
    definition="Share of the people on the board whose criteria to reside are recorded as met or not met.",
    formula="board rows with Y or N / board rows at the census",
    source="Homeward contract, section 3",
    reviewed=REVIEWED,
)


def waiting_for_share(value: str) -> Metric:
    """The share of people not meeting the criteria to reside who wait for `value`, a text of the board."""
    on_board = ON_BOARD & NOT_MEETING
    return Metric(
        key=f"waiting_for_share{{{value}}}",
        label=f"Waiting for {value}",
        fact=CENSUS,
        shape="ratio",
        numerator=patients(on_board & (pl.col("waiting_for").cast(pl.String) == value)),
        denominator=patients(on_board),
        unit="share",
        direction="neither",
        definition=f"Share of the people on the board who do not meet the criteria to reside and wait for {value}.",
        deviation="Both counted among people who do not meet the criteria to reside, so that it is a share.",
        formula=f"board rows not meeting criteria and waiting for {value} / board rows not meeting criteria",
        source="Homeward contract, section 3; Birmingham, Juniper tracker",
        reviewed=REVIEWED,
    )


METRICS = (
    INPATIENTS, NCTR, NCTR_SHARE, NCTR_BED_DAYS, _long_stay(7), _long_stay(14), _long_stay(21),
    _long_stay_share(14), _long_stay_share(21), OCCUPANCY, STATUS_RECORDED_SHARE,
)  # fmt: skip
