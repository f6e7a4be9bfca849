"""What a board paper says, and what it keeps to itself."""

from __future__ import annotations

from datetime import date

import pytest
from paper_hospital import AREA, BIG, SMALL, content, made

from data.access import DEMONSTRATION, NotAllowed, Principal
from metrics.scope import Scope
from metrics.suppression import UnknownPolicy
from pages import paper
from pages.paper.axis import axis
from pages.paper.content import Headline
from pages.paper.legend import lines


def headline(key: str, site: str | None = None, **options: str) -> Headline:
    return next(one for one in content(site, **options).headlines if one.key == key)


def test_a_headline_has_its_period_what_it_rests_on_its_change_and_a_sentence() -> None:
    one = headline("days_past_ctr", BIG)
    assert (one.period, one.n, one.change) == ("Week of 23 Feb 2026", "25", "no baseline")
    assert one.said == "1.4 days"
    whole = headline("days_past_ctr")
    assert whole.change == "1.4 days fewer (was 2.8)"
    assert whole.sentence.startswith("Days past ready was ")
    assert "1.4 days fewer than in the baseline (2.8 days, 6 Jan 2025 to 6 Jul 2025)" in whole.sentence


def test_counts_are_to_the_nearest_five_and_shares_of_such_counts() -> None:
    discharges = headline("discharges")
    assert discharges.value == 25  # 23 of true
    assert discharges.n == "a count"
    assert discharges.target == "500"
    chart = headline("on_ready_date_share").chart
    assert chart is not None
    assert {point.denominator for point in chart.points} <= {85.0, 90.0, 95.0, 100.0, 105.0, 110.0}
    assert all(point.numerator is None or point.numerator % 5 == 0 for point in chart.points)
    assert headline("discharges", policy="none").value == 23


def test_a_step_is_widened_where_a_week_would_hide_a_point() -> None:
    """5 to 7 of 20 to 26 people a week leave on the ready date: too few to show by week."""
    one = headline("on_ready_date_share")
    assert one.chart is not None
    assert one.chart.grain == "month"
    assert one.period == "Feb 2026"
    assert any("By month, because a shorter step held small numbers" in said for said in content().incomplete)


def test_a_site_of_a_few_shows_nothing_of_them() -> None:
    one = headline("days_past_ctr", SMALL)
    assert (one.said, one.value, one.chart, one.change) == ("hidden: fewer than 8 people", None, None, "")
    assert (one.variation, one.assurance) == (None, None)
    assert any("Without a chart" in said for said in content(SMALL).incomplete)
    open_one = headline("days_past_ctr", SMALL, policy="none")
    assert open_one.said == "137.0 days"


def test_the_paper_of_one_site_shows_what_the_paper_of_the_other_does_not_give_away() -> None:
    """All sites, less the big one, is the small one: by every shown week the difference stays several numbers wide."""
    whole, big = headline("discharges").chart, headline("discharges", BIG).chart
    assert whole is not None and big is not None
    assert whole.grain == big.grain == "week" or whole.grain != "week"
    for one, other in zip(whole.points, big.points, strict=True):
        if one.value is not None and other.value is not None:
            assert (one.value - other.value) % 5 == 0


def test_test_areas_have_before_now_and_potential_and_hide_small_ones() -> None:
    line = next(line for line in content().areas if line.area == AREA)
    assert (line.before, line.now, line.potential, line.role) == ("1.5 days", "1.5 days", "1.0 day", "primary")
    assert line.weeks == "30; 30"
    assert line.reading in ("no clear change", "better", "worse")
    assert [one.role for one in content(BIG).areas] == ["primary", "balancing"]
    few = next(line for line in content().areas if line.area == "Few")
    assert "hidden: fewer than 8 people" in (few.before, few.now)
    assert few.change == "–"


def test_it_says_place_freshness_version_and_policy() -> None:
    found = content(BIG)
    assert BIG in found.place
    assert found.version == made().held.version.data_version
    assert found.version in found.foot and "1 to 7 hidden, others to the nearest 5" in found.foot
    assert found.freshness.startswith("Data to ")
    assert content().place == "RX1: All sites"


def test_a_paper_to_an_earlier_day_counts_no_later_one() -> None:
    early = content(to_day=date(2025, 10, 5))
    assert early.to_day == date(2025, 10, 5)
    assert "counted to Sun 5 Oct" in early.freshness
    discharges = next(one for one in early.headlines if one.key == "discharges")
    assert discharges.period == "Week of 29 Sep 2025"
    before = content(to_day=date(2020, 1, 1))
    assert before.headlines == ()
    assert before.paragraph == ("No headline measure has data here.",)


def test_its_charts_are_read_by_the_rules_that_the_store_has_chosen() -> None:
    """Three weeks in seven are below the mean: a shift where three are enough for one."""

    def meanings() -> list[str | None]:
        headlines = paper.content(made().held, DEMONSTRATION, Scope()).headlines
        return [point.meaning for one in headlines if one.chart for point in one.chart.points]

    settings = made().folder / "homeward.toml"
    with made().chosen():
        before = meanings()
        settings.write_text("spc_shift_length = 3\n")
        try:
            assert meanings() != before
        finally:
            settings.unlink()


def test_who_may_not_see_figures_gets_no_paper() -> None:
    nobody = Principal(name="auditor", roles=frozenset({"auditor"}))
    with made().chosen(), pytest.raises(NotAllowed, match="may not see figures"):
        paper.build("pptx", made().held, nobody, Scope())


def test_what_is_not_known_is_refused_by_name() -> None:
    ask = made().held, Principal(name="x", roles=frozenset({"executive"}))
    with made().chosen():
        with pytest.raises(paper.UnknownFormat, match=r"ends in \.doc: choose one of \.pptx, \.xlsx, \.html"):
            paper.build("doc", *ask, Scope())
        with pytest.raises(paper.UnknownSite, match="no site called Nowhere"):
            paper.build("html", *ask, Scope(site="Nowhere"))
        with pytest.raises(UnknownPolicy):
            paper.build("html", *ask, Scope(), None, "strict")


def test_the_series_of_a_chart_are_its_points() -> None:
    chart = headline("days_past_ctr", policy="none").chart
    assert chart is not None
    drawn = {series.name: series for series in lines(chart)}
    assert drawn["Value"].values == tuple(point.value for point in chart.points)
    assert set(drawn) >= {"Value", "Mean", "Upper limit", "Lower limit", "Baseline"}
    signals = [series for name, series in drawn.items() if name.startswith("Signal")]
    marked = sum(value is not None for series in signals for value in series.values)
    assert marked == sum(point.meaning != "common_cause" and point.value is not None for point in chart.points)


@pytest.mark.parametrize(
    ("span", "unit", "said"),
    [
        ((0.643, 1.467), "days", (0.6, 1.6, 0.2)),
        ((0.816, 0.899), "share", (0.8, 0.9, 0.02)),
        ((0.97, 1.005), "share", (0.97, 1.0, 0.01)),
        ((105.2, 174.8), "count", (100.0, 180.0, 20.0)),
        ((0.0, 0.0), "count", (0.0, 1.0, 1.0)),
        ((-38.0, 538.0), "count", (0.0, 600.0, 100.0)),
    ],
)
def test_an_axis_has_round_numbers(span: tuple[float, float], unit: str, said: tuple[float, float, float]) -> None:
    assert axis(span, unit) == said
