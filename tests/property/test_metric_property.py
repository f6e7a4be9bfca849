"""What must hold for any data: parts add up to the whole, and the census agrees with the delays."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from data.access import Principal
from metrics.ask import answers
from metrics.catalogue import METRICS
from metrics.metric import DISCHARGE
from metrics.periods import GRAINS
from metrics.scope import Scope

SUMMED = [m for m in METRICS.values() if m.shape in ("flow", "stock", "ratio") and m.fact.name != "return_day"]


@pytest.mark.parametrize("metric", SUMMED, ids=lambda metric: metric.key)
def test_totals_equal_the_sums_of_groups(metric: object, golden_store: tuple[Path, Path], principal: Principal) -> None:
    asked = answers(golden_store[1])
    for grain in GRAINS:
        whole = asked.series(principal, metric.key, Scope(), grain)  # type: ignore[attr-defined]
        for by in metric.fact.splits:  # type: ignore[attr-defined]
            parts = asked.series(principal, metric.key, Scope(), grain, by)  # type: ignore[attr-defined]
            if parts.is_empty():
                continue
            summed = parts.group_by("period_start").agg(pl.col("numerator").sum()).sort("period_start")
            both = whole.select("period_start", "numerator").join(summed, on="period_start", how="left", suffix="_sum")
            found, wanted = (both[name].fill_null(0).to_list() for name in ("numerator_sum", "numerator"))
            assert found == pytest.approx(wanted)


def test_census_days_past_ready_equal_the_delays(tmp_path: Path, principal: Principal) -> None:
    """Contract, section 2: over finished spells wholly inside cover at a site with no board."""
    from data.loading import load

    folder = Path(__file__).parents[1] / "oracle" / "goldens" / "metrics" / "one_provider_no_board"
    load(tmp_path, [folder / "spells.csv"])
    asked = answers(tmp_path)
    cover = asked.table(principal, "cover")
    first = cover.filter(pl.col("feed").cast(pl.String) == "spells")["first_day"][0]
    stay = asked.table(principal, "stay").filter(pl.col("population") == 1, pl.col("dis_no").is_not_null())
    inside = stay.filter(pl.col("admitted_at").dt.date() >= first, pl.col("ready_no").is_not_null())
    delays = (inside["dis_no"] - inside["ready_no"]).sum()
    census = asked.series(principal, "nctr_bed_days", Scope(), "day")["numerator"].sum()
    others = stay.filter(pl.col("admitted_at").dt.date() < first, pl.col("ready_no").is_not_null())
    open_spells = asked.table(principal, "stay").filter(pl.col("population") == 1, pl.col("dis_no").is_null())
    assert others.is_empty() or others.height < stay.height
    first_no = asked.table(principal, "calendar").filter(pl.col("stat_date") == first)["day_no"][0]
    last_no = first_no + (cover.filter(pl.col("feed").cast(pl.String) == "spells")["last_day"][0] - first).days
    known = [row for row in open_spells.to_dicts() if row["ready_no"] is not None]
    straddling = sum(max(0, row["dis_no"] - max(row["ready_no"], first_no - 1)) for row in others.to_dicts())
    straddling += sum(max(0, last_no - max(row["ready_no"], first_no - 1)) for row in known)
    assert census == delays + straddling
    assert delays > 100


def test_a_flow_by_day_adds_up_to_the_same_flow_by_year(golden_store: tuple[Path, Path], principal: Principal) -> None:
    asked = answers(golden_store[1])
    sums = {grain: asked.series(principal, "discharges", Scope(), grain)["value"].sum() for grain in GRAINS}
    assert len(set(sums.values())) == 1
    assert sums["day"] == asked.fact(principal, DISCHARGE, ["eligible"], Scope())["eligible"].sum()
