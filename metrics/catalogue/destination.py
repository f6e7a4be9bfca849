"""Metrics of where people go: pathways 0 to 3, home, usual place of residence."""

from datetime import date
from typing import Literal

import polars as pl

from metrics.metric import DISCHARGE, Direction, Metric, patients

PATHWAYS = "Hospital discharge and community support guidance, January 2024, Annex B"
REVIEWED = date(2026, 11, 22)
# The specification of May 2024 moved care home residents who return (P3b before) to pathway 0.
SPECIFICATION = (date(2024, 5, 27),)
KNOWN = (pl.col("eligible") == 1) & pl.col("pathway").is_not_null()

HOME_SHARE = Metric(
    key="home_share",
    label="Going home",
    fact=DISCHARGE,
    shape="ratio",
    numerator=patients(KNOWN & pl.col("pathway").is_in(["0", "1"])),
    denominator=patients(KNOWN),
    breaks=SPECIFICATION,
    unit="share",
    direction="higher",
    definition="Share of people discharged on pathway 0 or 1: home, with or without new support.",
    formula="pathway 0 or 1 / pathway known",
    source=PATHWAYS,
    reviewed=REVIEWED,
)
WORDS = {
    "0": "home or usual place of residence without new support",
    "1": "home with new or additional support",
    "2": "a community bed for rehabilitation and recovery",
    "3": "long-term care in a care home, new",
}


def _share(pathway: Literal["0", "1", "2", "3"], direction: Direction) -> Metric:
    return Metric(
        key=f"pathway_{pathway}_share",
        label=f"Pathway {pathway}",
        fact=DISCHARGE,
        shape="ratio",
        numerator=patients(KNOWN & (pl.col("pathway") == pathway)),
        denominator=patients(KNOWN),
        breaks=SPECIFICATION,
        unit="share",
        direction=direction,
        definition=f"Share of people discharged on pathway {pathway}: {WORDS[pathway]}.",
        formula=f"pathway {pathway} / pathway known",
        source=PATHWAYS,
        reviewed=REVIEWED,
    )


DESTINATION_KNOWN = (pl.col("eligible") == 1) & pl.col("destination").is_not_null() & (pl.col("destination") != "99")
USUAL_RESIDENCE_SHARE = Metric(
    key="usual_residence_share",
    label="To usual or temporary residence",
    fact=DISCHARGE,
    shape="ratio",
    numerator=patients(DESTINATION_KNOWN & pl.col("destination").is_in(["19", "29"])),
    denominator=patients(DESTINATION_KNOWN),
    unit="share",
    direction="higher",
    definition="Share of people whose national destination code is usual (19) or temporary (29) place of residence.",
    formula="destination 19 or 29 / destination known (not blank, not 99)",
    source="HES technical output specification, DISDEST",
    reviewed=REVIEWED,
)
METRICS = (
    HOME_SHARE, _share("0", "neither"), _share("1", "higher"), _share("2", "neither"), _share("3", "lower"),
    USUAL_RESIDENCE_SHARE,
)  # fmt: skip
