"""The XmR rules once more, slowly: plain lists, one facet and one segment at a time, exact fractions for means.

Written from reference/spc.md and sharing nothing with metrics/spc, so that the two can be held against each other.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

Row = dict[str, Any]


def chart(rows: list[Row], params: Row) -> dict[str, Any]:
    """`expected` of a golden case (rows, icons, groups) for its `input` and `params`."""
    out: list[Row] = []
    icons: list[Row] = []
    groups: list[Row] = []
    for facet in sorted({row.get("facet") for row in rows}, key=lambda name: name or ""):
        mine = sorted((row for row in rows if row.get("facet") == facet), key=lambda row: row["date"])
        done = [segment_rows(part, number, params) for number, part in segments(mine, rebases(params, facet))]
        flat = [row for part in done for row in part]
        target = target_of(params, facet)
        for row in flat:
            row["target"] = target
        icon = facet_icon(facet, flat[-1], target, params)
        out += flat
        icons.append(icon)
        groups += [summary(facet, part, icon if part is done[-1] else None) for part in done]
    return {"rows": out, "icons": icons, "groups": groups}


def rebases(params: Row, facet: str | None) -> set[str]:
    given = params["rebase"] or []
    return set(given.get(facet, []) if isinstance(given, dict) else given)


def target_of(params: Row, facet: str | None) -> float | None:
    given = params["target"]
    return given.get(facet) if isinstance(given, dict) else given


def segments(rows: list[Row], starts: set[str]) -> list[tuple[int, list[Row]]]:
    parts: list[tuple[int, list[Row]]] = []
    number = 0
    for row in rows:
        if row["date"] in starts:
            number += 1
        if not parts or parts[-1][0] != number:
            parts.append((number, []))
        parts[-1][1].append(row)
    return parts


def exact_mean(amounts: list[float]) -> float | None:
    return float(sum(map(Fraction, amounts)) / len(amounts)) if amounts else None


def spread(values: list[float | None], baseline: int, screen: bool) -> float | None:
    steps = [
        abs(values[i] - values[i - 1])
        for i in range(1, min(baseline, len(values)))
        if values[i] is not None and values[i - 1] is not None
    ]
    average = exact_mean(steps)
    if screen and average is not None:
        average = exact_mean([step for step in steps if step < 3.267 * average])
    return average


def segment_rows(rows: list[Row], number: int, params: Row) -> list[Row]:
    values = [row["value"] for row in rows]
    fixed = params["fix_after_n_points"]
    baseline = len(values) if fixed is None else int(fixed)
    mean = exact_mean([value for value in values[:baseline] if value is not None])
    average = spread(values, baseline, params["screen_outliers"])
    undefined = mean is None or average is None
    low, high = (None, None) if undefined else (mean - 2.66 * average, mean + 2.66 * average)
    near = None if undefined else (mean - (2 * 2.66 / 3) * average, mean + (2 * 2.66 / 3) * average)
    sides = [None if v is None or mean is None else (v > mean) - (v < mean) for v in values]
    outside = [None if v is None or undefined else v > high or v < low for v in values]
    close = [
        None if v is None or undefined else not o and (v > near[1] or v < near[0])
        for v, o in zip(values, outside, strict=True)
    ]
    trend = trend_rows(values)
    two = two_of_three_rows(sides, close)
    shift = shift_rows(sides)
    out = []
    for i, row in enumerate(rows):
        held = {"outside_limits": bool(outside[i]), "trend": trend[i], "two_of_three": two[i], "shift": shift[i]}
        cause, up = first_cause(held, sides[i], rising(values, trend, i))
        out.append(
            {
                **row,
                "mean": mean,
                "lpl": low,
                "upl": high,
                "rebase_group": number,
                "in_baseline": i < baseline and values[i] is not None,
                "short_group_warning": len(values) < 13,
                "relative_to_mean": sides[i],
                "outside_limits": outside[i],
                "close_to_limits": close[i],
                "rules": [name for name, holds in held.items() if holds],
                "special_cause_type": cause,
                "special_cause": cause != "Common Cause",
                "point_type": point_type(cause, up, params["improvement_direction"]),
            }
        )
    return out


def windows(n: int, length: int) -> list[range]:
    return [range(i, i + length) for i in range(n - length + 1)]


def trend_rows(values: list[float | None]) -> list[bool]:
    marked = [False] * len(values)
    for window in windows(len(values), 7):
        run = [values[i] for i in window]
        if None in run:
            continue
        pairs = list(pairwise(run))
        if all(b > a for a, b in pairs) or all(b < a for a, b in pairs):
            for i in window:
                marked[i] = True
    return marked


def shift_rows(sides: list[int | None]) -> list[bool]:
    marked = [False] * len(sides)
    for window in windows(len(sides), 7):
        if {sides[i] for i in window} in ({1}, {-1}):
            for i in window:
                marked[i] = True
    return marked


def two_of_three_rows(sides: list[int | None], close: list[bool | None]) -> list[bool]:
    marked = [False] * len(sides)
    for window in windows(len(sides), 3):
        near = [i for i in window if close[i]]
        if {sides[i] for i in window} in ({1}, {-1}) and len(near) >= 2:
            for i in near:
                marked[i] = True
    return marked


def rising(values: list[float | None], trend: list[bool], i: int) -> bool:
    if not trend[i]:
        return False
    if i + 1 < len(values) and trend[i + 1]:
        return values[i + 1] > values[i]
    return i > 0 and values[i] > values[i - 1]


def first_cause(held: dict[str, bool], side: int | None, rise: bool) -> tuple[str, bool | None]:
    above = side == 1
    if held["outside_limits"]:
        return ("Above UCL" if above else "Below LCL"), above
    if held["trend"]:
        return ("7 Point Trend (Increasing)" if rise else "7 Point Trend (Decreasing)"), rise
    if held["two_of_three"]:
        return ("2 in 3 Above CL" if above else "2 in 3 Below CL"), above
    if held["shift"]:
        return ("7 Points Above CL" if above else "7 Points Below CL"), above
    return "Common Cause", None


def point_type(cause: str, up: bool | None, better: str) -> str:
    if cause == "Common Cause":
        return "common_cause"
    if better == "neutral":
        return "special_cause_neutral_high" if up else "special_cause_neutral_low"
    return "special_cause_improvement" if up == (better == "increase") else "special_cause_concern"


def facet_icon(facet: str | None, latest: Row, target: float | None, params: Row) -> Row:
    better = params["improvement_direction"]
    kind = latest["point_type"].removeprefix("special_cause_")
    if kind in ("improvement", "concern"):
        kind += "_high" if (kind == "improvement") == (better == "increase") else "_low"
    assured = None
    if params["target"] is not None and better != "neutral":
        assured = "inconsistent"
        if target is not None and latest["upl"] is not None:
            if target > latest["upl"]:
                assured = "consistent_fail" if better == "increase" else "consistent_pass"
            elif target < latest["lpl"]:
                assured = "consistent_pass" if better == "increase" else "consistent_fail"
    return {
        "facet": facet,
        "variation_point_type": latest["point_type"],
        "variation_icon": kind,
        "assurance_type": assured,
        "assurance_icon": assured and assured.removeprefix("consistent_"),
    }


def summary(facet: str | None, rows: list[Row], icon: Row | None) -> Row:
    kinds = [row["point_type"] for row in rows]
    return {
        "facet": facet,
        "rebase_group": rows[0]["rebase_group"],
        "n": len(rows),
        "mean": rows[0]["mean"],
        "lpl": rows[0]["lpl"],
        "upl": rows[0]["upl"],
        "common_cause": kinds.count("common_cause"),
        "special_cause_improvement": kinds.count("special_cause_improvement"),
        "special_cause_concern": kinds.count("special_cause_concern"),
        "variation_type": kinds[-1],
        "assurance_type": icon and icon["assurance_type"],
    }
