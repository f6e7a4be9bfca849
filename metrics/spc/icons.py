"""From signals to words and icons (reference/spc.md 4, 5, 8 and 9)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from metrics.spc.options import Improvement
from metrics.spc.rules import Signals
from metrics.spc.segments import Bools, Floats

Codes = NDArray[np.intp]

POINT_TYPES = (
    "common_cause",
    "special_cause_improvement",
    "special_cause_concern",
    "special_cause_neutral_high",
    "special_cause_neutral_low",
)
COMMON, IMPROVEMENT, CONCERN, HIGH, LOW = range(5)

_RULES = ("outside_limits", "trend", "two_of_three", "shift")
RULE_SETS: tuple[list[str], ...] = tuple(
    [rule for bit, rule in enumerate(_RULES) if code >> bit & 1] for code in range(1 << len(_RULES))
)

# Point type of an upward and of a downward signal.
_MEANING: dict[Improvement, tuple[int, int]] = {
    "increase": (IMPROVEMENT, CONCERN),
    "decrease": (CONCERN, IMPROVEMENT),
    "neutral": (HIGH, LOW),
}
_VARIATION_ICONS: dict[Improvement, tuple[str, ...]] = {
    "increase": ("common_cause", "improvement_high", "concern_low", "neutral_high", "neutral_low"),
    "decrease": ("common_cause", "improvement_low", "concern_high", "neutral_high", "neutral_low"),
    "neutral": ("common_cause", "common_cause", "common_cause", "neutral_high", "neutral_low"),
}
ASSURANCE_ICONS = {
    "consistent_pass": "pass",
    "consistent_fail": "fail",
    "inconsistent": "inconsistent",
    None: None,
}


def cause_names(trend_length: int, shift_length: int) -> tuple[str, ...]:
    """The package's words, common cause first, then upward and downward in turn by priority."""
    return (
        "Common Cause",
        "Above UCL",
        "Below LCL",
        f"{trend_length} Point Trend (Increasing)",
        f"{trend_length} Point Trend (Decreasing)",
        "2 in 3 Above CL",
        "2 in 3 Below CL",
        f"{shift_length} Points Above CL",
        f"{shift_length} Points Below CL",
    )


def rule_sets(found: Signals) -> Codes:
    """Which rules hold for each row, as a place in RULE_SETS."""
    held = (found.outside, found.trend, found.two_of_three, found.shift)
    return sum((rule.astype(np.intp) << bit for bit, rule in enumerate(held)), np.zeros(len(found.side), np.intp))


def causes(found: Signals) -> Codes:
    """The first rule that holds, by priority outside, trend, two of three, shift, as a place in cause_names."""
    down = (found.side != 1).astype(np.intp)
    falling = (~found.rising).astype(np.intp)
    chosen = np.select(
        [found.outside, found.trend, found.two_of_three, found.shift], [1 + down, 3 + falling, 5 + down, 7 + down], 0
    )
    return chosen.astype(np.intp)


def point_types(cause: Codes, improvement: Improvement) -> Codes:
    """What each cause means where that direction is better, as a place in POINT_TYPES."""
    upward, downward = _MEANING[improvement]
    return np.array([COMMON] + [upward, downward] * 4, dtype=np.intp)[cause]


def variation_icon(point_type: int, improvement: Improvement) -> str:
    """The icon for a facet whose latest row has that point type."""
    return _VARIATION_ICONS[improvement][point_type]


def assurance(target: Floats, lower: Floats, upper: Floats, improvement: Improvement) -> list[str | None]:
    """Per facet, from its target and last limits (NaN: none or undefined, which is inconsistent); all null if neutral.

    A target on a limit is inconsistent: both comparisons are strict.
    """
    if improvement == "neutral":
        return [None] * len(target)
    passes, fails = (target < lower, target > upper) if improvement == "increase" else (target > upper, target < lower)
    return _named(passes, fails)


def _named(passes: Bools, fails: Bools) -> list[str | None]:
    return [
        "consistent_pass" if good else "consistent_fail" if bad else "inconsistent"
        for good, bad in zip(passes.tolist(), fails.tolist(), strict=True)
    ]
