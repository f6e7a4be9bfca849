"""One trust beside the others: levels, ranks with what chance leaves open, and own counts against published ones."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from data.access import DEMONSTRATION
from data.loading import load
from metrics.benchmarks import comparable, indexed, middle, mostly, reconciled, reported, standings
from metrics.catalogue import METRICS
from pages import benchmarking, service
from pages.parts import benchmark_figure, benchmark_words
from pages.parts.figure import Label

SHARE, DAYS, RETURNED = METRICS["drd_same_day_share"], METRICS["drd_days_mean"], METRICS["sitrep_remaining_per_bed"]
MONTHS = [date(2025, number, 1) for number in range(1, 13)]
# name -> region, people ready to leave of 100 beds
TRUSTS = {"RX1": ("North", 10), "RX2": ("North", 14), "RX3": ("South", 18), "RX4": ("South", 22), "RX5": ("South", 26)}


def values(**tops: list[float]) -> pl.DataFrame:
    """Months of trusts with a denominator of 100 each."""
    return pl.concat(
        pl.DataFrame(
            {"name": name, "period_start": MONTHS[: len(top)], "numerator": [float(value) for value in top],
             "denominator": 100.0, "partial": False}
        ).with_columns(value=pl.col("numerator") / 100)
        for name, top in tops.items()
    )  # fmt: skip


def test_levels_are_sums_divided_last_and_the_best_comes_first() -> None:
    rows = values(low=[10, 20], high=[30, 50])
    assert standings(SHARE, rows).select("name", "value").rows() == [("high", 0.4), ("low", 0.15)]
    assert standings(DAYS, rows)["name"].to_list() == ["low", "high"]


def test_an_interval_is_that_of_the_trusts_own_months() -> None:
    (row,) = standings(DAYS, values(a=[8, 12, 8, 12])).to_dicts()
    # residuals of 2 about a ratio of 0.1: spread sqrt(16 x 4/3) / 400, t with 3 degrees of freedom
    assert (row["low"], row["high"]) == pytest.approx((0.1 - 3.18245 * 0.0115470, 0.1 + 3.18245 * 0.0115470), abs=1e-6)


def test_few_months_of_people_counted_once_get_the_binomial_interval_and_means_none() -> None:
    (row,) = standings(SHARE, values(a=[50])).to_dicts()
    assert (row["low"], row["high"]) == pytest.approx((0.403832, 0.596168), abs=1e-6)  # Wilson, 50 of 100
    (row,) = standings(DAYS, values(a=[50])).to_dicts()
    assert (row["low"], row["rank"]) == (None, None)


def test_ranks_that_chance_cannot_change_and_ranks_that_it_can() -> None:
    apart = standings(
        DAYS, values(**{name: [level, level + 1] * 6 for name, level in zip("abcd", (5, 20, 40, 60), strict=True)})
    )
    assert apart.select("rank", "rank_low", "rank_high").rows() == [(at, at, at) for at in (1, 2, 3, 4)]
    wide = [10.0, 40.0] * 6
    alike = standings(DAYS, values(**{name: [value + more for value in wide] for more, name in enumerate("abcd")}))
    assert set(alike["rank_low"]) == {1} and set(alike["rank_high"]) == {4}
    assert standings(
        DAYS, values(**{name: [level, level + 1] * 6 for name, level in zip("abcd", (5, 20, 40, 60), strict=True)})
    ).equals(apart)


def test_the_middle_half_needs_four_trusts() -> None:
    assert middle(values(a=[1], b=[2], c=[3])).is_empty()
    (row,) = middle(values(a=[0], b=[10], c=[20], d=[30], e=[40])).to_dicts()
    assert (row["low"], row["high"], row["trusts"]) == (0.1, 0.3, 5)


def test_a_month_with_most_of_its_days_counts_and_one_with_few_does_not() -> None:
    days = [date(2025, 1, 1) + timedelta(days=at) for at in range(31)]
    cover = pl.DataFrame(
        {"feed": ["f"] * 41, "provider": ["a"] * 28 + ["b"] * 13, "stat_date": [*days[:28], *days[:13]]}
    )
    sent = reported(cover, ("f",), "month")
    assert dict(sent.select("name", "days").iter_rows()) == {"a": 28, "b": 13}
    told = mostly(values(a=[1], b=[1]).with_columns(partial=pl.lit(True)), sent)
    assert dict(told.select("name", "partial").iter_rows()) == {"a": False, "b": True}


def test_an_index_starts_at_100() -> None:
    rows = indexed(values(a=[50, 150, 200], b=[1, 1, 2]), first=2)
    assert rows.filter(pl.col("name") == "a")["value"].to_list() == [50.0, 150.0, 200.0]
    assert rows.filter(pl.col("name") == "b")["value"].to_list() == [100.0, 100.0, 200.0]


def test_own_counts_against_published_ones() -> None:
    days = [date(2025, 1, 30) + timedelta(days=at) for at in range(4)]
    own = pl.DataFrame({"date": days, "value": [10, 10, 10, 10]})
    sent = pl.DataFrame({"date": days[:3], "value": [10.0, 12.0, 5.0]})
    found = reconciled(own, sent, "count")
    assert found is not None
    assert found.by_month.select("month", "days", "own", "returned").rows() == [
        (date(2025, 1, 1), 2, 10.0, 11.0), (date(2025, 2, 1), 1, 10.0, 5.0),
    ]  # fmt: skip
    assert (found.same, found.mean) == pytest.approx((1 / 3, -1.0))
    assert found.largest(1)["difference"].to_list() == [-5.0]
    said = benchmark_words.reconciled(found, "Remaining", "count", "day")
    assert said == (
        "Remaining: of 3 days with both own and published figures 1 agree; on average 1.0 fewer was published than the "
        "own extracts give."
    )
    assert reconciled(own, sent.clear(), "count") is None


def test_counts_are_no_comparison_of_trusts() -> None:
    assert comparable(RETURNED) and not comparable(METRICS["sitrep_nctr"]) and not comparable(METRICS["days_past_ctr"])


def test_labels_are_moved_apart_and_stay_inside() -> None:
    moved = benchmark_figure.spread([Label(0.99, "b", ""), Label(1.0, "c", ""), Label(0.1, "a", "")], (0, 1), 155)
    assert [label.text for label in moved] == ["a", "b", "c"]
    assert [label.y for label in moved] == pytest.approx([0.1, 0.9, 1.0])


def published(code: str, name: str, level: str, region: str) -> str:
    return f"drd,{level},{code},{name},{region},2025-01-01,2025-01-31,total,,10\n"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns of five trusts and England over a year, their regions, and no own extracts."""
    folder = tmp_path_factory.mktemp("benchmarks")
    lines = ["provider,date,measure,value"]
    for at in range(365):
        day = date(2025, 1, 1) + timedelta(days=at)
        for code, (_, ready) in {**TRUSTS, "ENG": ("", 18)}.items():
            if code == "RX5" and at % 2:
                continue
            noise = (at * 7 + ready) % 5 - 2
            lines += [f"{code},{day},remaining,{ready + noise}", f"{code},{day},beds_occupied,100"]
    (folder / "returns.csv").write_text("\n".join(lines) + "\n")
    head = "source,level,code,name,region,period_start,period_end,measure,part,value\n"
    names = [
        published(code, f"KING'S TRUST OF THE {region.upper()}", "provider", region)
        for code, (region, _) in TRUSTS.items()
    ]
    (folder / "published.csv").write_text(head + "".join(names) + published("Y56", "London", "region", "London"))
    report = load(folder / "store", [folder / "returns.csv", folder / "published.csv"])
    assert not [extract.refused for extract in report.extracts if extract.refused]
    return folder / "store"


def test_a_trust_beside_england_its_region_and_a_peer(store: Path) -> None:
    held = service.ask(store)
    known = benchmarking.trusts(held, DEMONSTRATION, RETURNED)
    assert known.label("RX1") == "King's Trust of the North (RX1)"
    assert known.england and set(known.names) == set(TRUSTS)
    found = benchmarking.picture(held, DEMONSTRATION, RETURNED, known, "RX2", ("RX3",), 12)
    assert found is not None and found.grain == "month"
    assert [(line.kind, round(line.value or 0, 2)) for line in found.lines] == [
        ("own", 0.14), ("england", 0.18), ("region", 0.12), ("peer", 0.18),
    ]  # fmt: skip
    assert found.levels["name"].to_list() == ["RX1", "RX2", "RX3", "RX4"]  # RX5 sent half of the days
    assert benchmark_words.rank(found, "RX2").startswith("By the figure alone it is 2nd of 4 trusts, the lowest first")
    said = benchmark_words.caveats(found, known)
    assert said[0].startswith(
        "Of 5 trusts, 4 sent figures for every day of Jan 2025 to Dec 2025, 4 for nine days in ten"
    )
    assert "North is the sum of its 2 trusts that are loaded, not a published total." in said
    figure = benchmark_figure.trend(found)
    assert len(figure["data"]) == 2 + 4
    assert benchmarking.against_own(held, DEMONSTRATION, RETURNED, "RX2", "remaining") is None


def test_one_that_sent_too_little_has_no_picture(store: Path) -> None:
    held = service.ask(store)
    known = benchmarking.trusts(held, DEMONSTRATION, RETURNED)
    assert benchmarking.picture(held, DEMONSTRATION, RETURNED, known, "RX5", (), 12) is None


def test_a_store_without_returned_or_published_figures_offers_no_measure(golden_store: tuple[Path, Path]) -> None:
    assert benchmarking.measures(service.ask(golden_store[1]), DEMONSTRATION) == []
