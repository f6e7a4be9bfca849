"""Metrics of published and own returns: counts already added up, for people who hold no patient rows."""

from datetime import date

import polars as pl

from metrics.metric import RETURN_DAY, Direction, Metric, Shape

SITREP = "NHS England, Acute discharge situation report"
UEC = "NHS England, Urgent and emergency care daily situation report"
REVIEWED = date(2026, 11, 22)
VALUE = pl.col("return_value")


def _of(measure: str) -> pl.Expr:
    """The value of a row that carries `measure`, 0 in the others."""
    return pl.when(pl.col("measure").cast(pl.String) == measure).then(VALUE).otherwise(0)


def _count(
    key: str, label: str, measure: str, shape: Shape, direction: Direction, definition: str, source: str
) -> Metric:
    summed = "summed" if shape == "flow" else "summed over the days with a value / those days"
    return Metric(
        key=key,
        label=label,
        fact=RETURN_DAY,
        shape=shape,
        numerator=VALUE,
        where=pl.col("measure").cast(pl.String) == measure,
        feeds=(f"returns {measure}",),
        unit="count",
        direction=direction,
        definition=definition,
        formula=f"{measure} of the returns, {summed}",
        source=source,
        reviewed=REVIEWED,
    )


def _share(key: str, label: str, part: str, whole: str, direction: Direction, definition: str, source: str) -> Metric:
    return Metric(
        key=key,
        label=label,
        fact=RETURN_DAY,
        shape="ratio",
        numerator=_of(part),
        denominator=_of(whole),
        where=pl.col("measure").cast(pl.String).is_in([part, whole]),
        feeds=(f"returns {part}", f"returns {whole}"),
        unit="share",
        direction=direction,
        definition=definition,
        formula=f"{part} / {whole}, both of the returns",
        source=source,
        reviewed=REVIEWED,
    )


METRICS = (
    _count("sitrep_nctr", "Not meeting criteria (return)", "nctr", "stock", "lower",
           "People who no longer meet the criteria to reside on an average day, as returned.", SITREP),
    _count("sitrep_remaining", "Remaining in hospital (return)", "remaining", "stock", "lower",
           "People not meeting the criteria to reside and still in hospital at the end of an average day, as returned.",
           SITREP),
    _count("sitrep_discharged", "Discharged (return)", "discharged", "flow", "neither",
           "People discharged, as returned.", SITREP),
    _share("sitrep_by_1700_share", "Discharged by 17:00 (return)", "discharged_by_1700", "discharged", "higher",
           "Share of the people discharged who left by 17:00, as returned.", SITREP),
    _share("sitrep_occupancy", "Bed occupancy (return)", "beds_occupied", "beds_open", "neither",
           "General and acute beds occupied per bed open, as returned; recomputed from the counts.", UEC),
    *(
        _count(f"sitrep_stay_{days}_plus", f"In hospital {days} days or more (return)", f"stay_{days}_plus", "stock",
               "lower", f"People in hospital {days} days or more on an average day, as returned.", UEC)
        for days in (7, 14, 21)
    ),
)  # fmt: skip
