from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from pages.parts import charts, palette
from pages.parts.figure import Label, side_labels
from pages.parts.xmr import point_words

MONDAY = date(2025, 10, 6)


def rows(values: list[float | None], groups: list[int] | None = None) -> pl.DataFrame:
    n = len(values)
    return pl.DataFrame(
        {
            "date": [MONDAY + timedelta(weeks=i) for i in range(n)],
            "value": values,
            "mean": [5.0] * n,
            "lpl": [2.0] * n,
            "upl": [8.0] * n,
            "point_type": ["common_cause"] * (n - 1) + ["special_cause_improvement"],
            "special_cause_type": ["Common Cause"] * (n - 1) + ["Below LCL"],
            "rebase_group": groups or [0] * n,
        }
    )


def test_points_differ_by_shape_and_size_where_they_differ_by_colour() -> None:
    dots = charts.xmr(rows([5.0, 1.0]), unit="days")["data"][-1]["meta"]["dots"]
    assert dots == [
        {"color": "@common", "symbol": "circle", "size": 6, "at": [0]},
        {"color": "@improvement", "symbol": "diamond", "size": 9, "at": [1]},
    ]
    assert len(set(palette.POINT_SHAPES.values())) == len(palette.POINT_SHAPES)


def test_a_missing_value_stays_a_gap_and_is_said_so() -> None:
    points = charts.xmr(rows([5.0, None, 4.0]), unit="days")["data"][-1]
    assert points["y"] == [5.0, None, 4.0]
    assert points["hovertext"][1] == "week of 13 Oct 2025: no data"


def test_a_rebase_breaks_every_line_and_keeps_words_in_step() -> None:
    data = charts.xmr(rows([5.0, 6.0, 3.0, 4.0], [0, 0, 1, 1]), unit="days")["data"]
    assert [trace["y"][2] for trace in data] == [None] * 4
    assert [len(trace["x"]) for trace in data] == [5] * 4
    points = data[-1]
    lengths = {len(points[name]) for name in ("y", "hovertext", "customdata")}
    assert lengths == {5}
    assert sorted(at for kind in points["meta"]["dots"] for at in kind["at"]) == [0, 1, 3, 4]
    assert points["customdata"][-1] == "2025-10-27"


def test_a_point_says_what_it_means() -> None:
    row = rows([5.0, 1.0]).to_dicts()[-1]
    assert point_words(row, "days", "week") == (
        "week of 13 Oct 2025: 1.0 day<br>a change for the better: below the lower limit<br>mean 5.0, limits 2.0 to 8.0"
    )


def test_winter_is_november_to_march_and_the_baseline_holds_its_last_day() -> None:
    layout = charts.xmr(rows([5.0] * 40), unit="days", baseline=(date(2026, 4, 6), date(2026, 4, 30)))["layout"]
    bands = [(shape["x0"], shape["x1"]) for shape in layout["shapes"]]
    assert bands == [("2025-11-01", "2026-04-01"), ("2026-04-06", "2026-05-01")]


def test_no_rows_and_no_limits_are_drawn_without_a_fault() -> None:
    assert charts.xmr(rows([5.0]).clear(), unit="days")["data"] == []
    bare = rows([5.0, 6.0]).with_columns(pl.lit(None, pl.Float64).alias(name) for name in ("mean", "lpl", "upl"))
    assert charts.xmr(bare, unit="days")["data"][0]["y"] == [None, None]


def test_names_from_data_are_escaped() -> None:
    figure = charts.ranked(pl.DataFrame({"name": ["<b>A</b> & E"], "value": [1.0]}), unit="days")
    assert figure["layout"]["yaxis"]["ticktext"] == ["&lt;b&gt;A&lt;/b&gt; &amp; E"]
    assert figure["data"][0]["hovertext"] == ["&lt;b&gt;A&lt;/b&gt; &amp; E: 1.0"]
    assert figure["data"][0]["customdata"] == ["<b>A</b> & E"]


def test_labels_at_the_end_keep_clear_of_each_other_the_first_wins() -> None:
    labels = [Label(5.0, "last", "@text"), Label(5.1, "mean", "@quiet"), Label(9.0, "upper", "@quiet")]
    assert [note["text"] for note in side_labels(labels, (0.0, 10.0), 300)] == ["last", "upper"]


@pytest.mark.parametrize(("share", "expected"), [(False, [3.0, 1.0]), (True, [0.75, 0.25])])
def test_stacked_shares_add_up_to_all(share: bool, expected: list[float]) -> None:
    values = pl.DataFrame({"period_start": [MONDAY] * 2, "part": ["P0", "P1"], "value": [3.0, 1.0]})
    data = charts.stacked(values, unit="count", share=share)["data"]
    assert [trace["y"][0] for trace in data] == expected


def test_every_colour_named_in_a_figure_is_in_both_palettes() -> None:
    assert palette.LIGHT.keys() == palette.DARK.keys()
    flag = charts.Marker(number=1, on=MONDAY, name="Hub")
    figure = charts.xmr(rows([5.0, 1.0]), unit="days", target=4.0, baseline=(MONDAY, MONDAY), markers=[flag])
    assert {name[1:] for name in named(figure)} <= palette.LIGHT.keys()


def named(part: Any) -> set[str]:
    if isinstance(part, str):
        return {part} if part.startswith("@") else set()
    items = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return set().union(*(named(item) for item in items))


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK])
@pytest.mark.parametrize("name", [name for name in palette.LIGHT if name.endswith("_ink")] + ["text", "quiet", "amber"])
def test_colours_of_words_have_contrast_aa_on_the_page(theme: dict[str, str], name: str) -> None:
    light, dark = sorted((_luminance(theme[name]), _luminance(theme["paper"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK])
@pytest.mark.parametrize("name", ["concern", "neutral", "target", "mean", "limit", "value", "series_1", "series_3"])
def test_lines_and_marks_have_contrast_3_on_the_page(theme: dict[str, str], name: str) -> None:
    light, dark = sorted((_luminance(theme[name]), _luminance(theme["paper"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3.0
