"""What stands in a board paper: plain frozen values, every number of it already through the small-number policy.

The three writers (pptx, xlsx, html) draw these and ask for nothing else, so what is hidden here can't reach a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

Tone = Literal["improvement", "concern", "neutral", "common"]

VARIATION_WORDS: Final[dict[str, str]] = {
    "common_cause": "Usual variation",
    "improvement_high": "Better: unusually high",
    "improvement_low": "Better: unusually low",
    "concern_high": "Worse: unusually high",
    "concern_low": "Worse: unusually low",
    "neutral_high": "Unusually high",
    "neutral_low": "Unusually low",
}
ASSURANCE_WORDS: Final[dict[str, str]] = {
    "pass": "Met consistently",
    "fail": "Missed consistently",
    "inconsistent": "Hit or miss",
}
ICON_LETTERS: Final[dict[str, str]] = {
    "common_cause": "~", "improvement_high": "H", "improvement_low": "L", "concern_high": "H", "concern_low": "L",
    "neutral_high": "H", "neutral_low": "L", "pass": "P", "fail": "F", "inconsistent": "?",
}  # fmt: skip
_ASSURANCE_TONES: Final[dict[str, Tone]] = {"pass": "improvement", "fail": "concern", "inconsistent": "common"}
_TONES: Final[dict[str, Tone]] = {"improvement": "improvement", "concern": "concern", "neutral": "neutral"}


def tone(icon: str) -> Tone:
    """What an icon of metrics.spc means, as a name of the palette."""
    return _ASSURANCE_TONES.get(icon) or _TONES.get(icon.split("_")[0], "common")


@dataclass(frozen=True, kw_only=True)
class Point:
    """One period of a chart; null values are gaps, null limits are not drawn. meaning: a point type of metrics.spc."""

    start: date
    value: float | None
    mean: float | None
    lower: float | None
    upper: float | None
    meaning: str
    numerator: float | None
    denominator: float | None


@dataclass(frozen=True, kw_only=True)
class Chart:
    """An XmR chart. baseline: first and last day, both inclusive, and centre. axis: least, most and step."""

    unit: str
    grain: str
    points: tuple[Point, ...]
    target: float | None
    baseline: tuple[date, date, float] | None
    axis: tuple[float, float, float]
    markers: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Headline:
    """One measure: its latest whole period in words, the number behind the words, its icons and its chart.

    value is null where there is none; said then says why ("no data", "hidden: fewer than 8 people"). n: what the value
    rests on, in words. chart is null where too much of the series is hidden.
    """

    key: str
    label: str
    unit: str
    said: str
    value: float | None
    period: str
    n: str
    change: str
    target: str
    variation: str | None
    assurance: str | None
    sentence: str
    chart: Chart | None

    @property
    def variation_words(self) -> str:
        """The variation icon in words; a dash where there is none."""
        return VARIATION_WORDS.get(self.variation or "", "–")

    @property
    def assurance_words(self) -> str:
        """The assurance icon in words; a dash where there is none."""
        return ASSURANCE_WORDS.get(self.assurance or "", "–")


@dataclass(frozen=True, kw_only=True)
class AreaLine:
    """One measure of a test area, every cell in words. area and live stand on its first line alone."""

    area: str
    live: str
    measure: str
    role: str
    before: str
    now: str
    change: str
    potential: str
    n: str
    weeks: str
    reading: str
    tone: Tone
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What a measure means and whose rule it is."""

    label: str
    words: str
    formula: str
    better: str
    source: str
    reviewed: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole board paper. to_day is the last day that it counts; made: the time of the data, not of the file.

    policy: the small-number policy in a few words; policy_words: in full.
    """

    title: str
    place: str
    to_day: date
    freshness: str
    made: datetime
    version: str
    policy: str
    policy_words: str
    paragraph: tuple[str, ...]
    incomplete: tuple[str, ...]
    headlines: tuple[Headline, ...]
    areas: tuple[AreaLine, ...]
    definitions: tuple[Definition, ...]

    @property
    def subtitle(self) -> str:
        """Where, and how fresh."""
        return f"{self.place}. {self.freshness}."

    @property
    def foot(self) -> str:
        """The line at the foot of every page: place, freshness, version, policy."""
        return f"Homeward. {self.subtitle} Data version {self.version}. Small numbers: {self.policy}."
