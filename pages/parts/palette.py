"""Every colour by what it means, defined once, for the light and the dark theme.

A figure or a style names a colour as `@meaning`; the browser looks it up for the theme on screen, so a change of theme
redraws without asking the server. The four point colours are those of NHS England's Making Data Count; where one is
too pale for text or lines on the page, its `_ink` is the same hue at AA contrast (4.5 to 1).
"""

from __future__ import annotations

from typing import Final

NHS_DARK_BLUE: Final = "#003087"
NHS_BLUE: Final = "#005eb8"

LIGHT: Final[dict[str, str]] = {
    # what a point means
    "common": "#a6a6a6",
    "improvement": "#00b0f0",
    "concern": "#e46c0a",
    "neutral": "#490092",
    # the same in words and thin strokes
    "common_ink": "#5a6670",
    "improvement_ink": "#00648c",
    "concern_ink": "#a84300",
    "neutral_ink": "#490092",
    # lines of an XmR chart
    "value": "#7d8790",
    "mean": "#212b32",
    "limit": "#768692",
    "target": "#de1b1b",
    "target_ink": "#b8120f",
    "trajectory": "#490092",
    # shading and marks
    "baseline": "#e8edee",
    "winter": "#eef4fb",
    "marker": "#425563",
    "grid": "#e4e9ed",
    "expected": "#425563",
    "band": "rgba(66,85,99,0.18)",
    # amounts with no judgement in them
    "series_1": "#005eb8",
    "series_2": "#41b6e6",
    "series_3": "#7c2855",
    "series_4": "#768692",
    "series_5": "#00a499",
    "series_6": "#330072",
    # the page itself
    "text": "#212b32",
    "quiet": "#4c6272",
    "paper": "#ffffff",
    "amber": "#7a4b00",
    "amber_paper": "#fff4dc",
}

DARK: Final[dict[str, str]] = {
    "common": "#9aa4ac",
    "improvement": "#33c1f5",
    "concern": "#f28a35",
    "neutral": "#b794f0",
    "common_ink": "#b9c3ca",
    "improvement_ink": "#5fd0fa",
    "concern_ink": "#ffa45c",
    "neutral_ink": "#c9aef5",
    "value": "#8b98a3",
    "mean": "#e8edee",
    "limit": "#8b98a3",
    "target": "#ff6b6b",
    "target_ink": "#ff8f8f",
    "trajectory": "#b794f0",
    "baseline": "#1f3145",
    "winter": "#15263a",
    "marker": "#b9c3ca",
    "grid": "#26384a",
    "expected": "#b9c3ca",
    "band": "rgba(185,195,202,0.22)",
    "series_1": "#5aa9f0",
    "series_2": "#41b6e6",
    "series_3": "#d68bb4",
    "series_4": "#9aa4ac",
    "series_5": "#2fc4b2",
    "series_6": "#b794f0",
    "text": "#f0f4f5",
    "quiet": "#b4c0c9",
    "paper": "#0b1a2b",
    "amber": "#ffcf70",
    "amber_paper": "#3a2c0a",
}

# What a point means, by the names of metrics.spc: colour, shape (colour never stands alone) and words.
POINT_COLOURS: Final[dict[str, str]] = {
    "common_cause": "@common",
    "special_cause_improvement": "@improvement",
    "special_cause_concern": "@concern",
    "special_cause_neutral_high": "@neutral",
    "special_cause_neutral_low": "@neutral",
}
POINT_SHAPES: Final[dict[str, str]] = {
    "common_cause": "circle",
    "special_cause_improvement": "diamond",
    "special_cause_concern": "square",
    "special_cause_neutral_high": "triangle-up",
    "special_cause_neutral_low": "triangle-down",
}
SERIES: Final = ("@series_1", "@series_2", "@series_3", "@series_4", "@series_5", "@series_6")
