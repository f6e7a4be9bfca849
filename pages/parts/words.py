"""How numbers, dates and times are said (look.md): as many digits as they deserve, a unit, and "no data" for null.

Pure functions. Units are those of metrics.metric (a share is 0 to 1 and said in whole per cent), and "hours".
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import Final, TypeGuard

NO_DATA: Final = "no data"
_AFTER: Final = {"days": " days", "bed_days": " bed days", "hours": " hours", "beds": " beds", "calls": " calls a day"}
_DECIMALS: Final = {"ratio": 2, "count": 0, "bed_days": 0}
_COUNTED: Final = ("rate", "days", "bed_days", "hours", "count", "beds", "calls")

POINT_WORDS: Final[dict[str, str]] = {
    "common_cause": "within the usual variation",
    "special_cause_improvement": "a change for the better",
    "special_cause_concern": "a change for the worse",
    "special_cause_neutral_high": "unusually high",
    "special_cause_neutral_low": "unusually low",
}
CAUSE_WORDS: Final[dict[str, str]] = {
    "Above UCL": "above the upper limit",
    "Below LCL": "below the lower limit",
    "2 in 3 Above CL": "two of three near the upper limit",
    "2 in 3 Below CL": "two of three near the lower limit",
}


def count(value: float | None) -> str:
    """1,234; null is "no data"."""
    return f"{_round(value, 0):,.0f}" if _known(value) else NO_DATA


def share(value: float | None) -> str:
    """A share from 0 to 1 as whole per cent; anything short of all is never said as 100%, nor above none as 0%."""
    if not _known(value):
        return NO_DATA
    whole = _round(value * 100, 0)
    if whole == 0 and value > 0:
        return "under 1%"
    if whole == 100 and value < 1:
        return "over 99%"
    return f"{whole:.0f}%"


def days(value: float | None) -> str:
    """Days to one decimal, with the unit: "9.1 days"."""
    return amount(value, "days")


def pounds(value: float | None) -> str:
    """Three figures: "£851", "£1,230", "£16.3 million"."""
    if not _known(value):
        return NO_DATA
    sign, size = ("-" if value < 0 else ""), abs(value)
    if size == 0:
        return "£0"
    size = _round(size, 2 - math.floor(math.log10(size)))
    if size >= 1e6:
        return f"{sign}£{_figures(size / 1e6)} million"
    return f"{sign}£{size:,.0f}" if size >= 100 else f"{sign}£{size:.2f}"


def number(value: float | None, unit: str) -> str:
    """A value as its unit deserves, without the unit's word: for a column or an axis that already says it."""
    if not _known(value):
        return NO_DATA
    if unit == "share":
        return share(value)
    if unit == "pounds":
        return pounds(value)
    if unit == "count":
        return count(value)
    decimals = _DECIMALS.get(unit, 1)
    return f"{_round(value, decimals):,.{decimals}f}"


def amount(value: float | None, unit: str) -> str:
    """A value with its unit: "9.1 days", "61%", "1,204"."""
    said = number(value, unit)
    if said == NO_DATA:
        return said
    if unit == "days" and said == "1.0":
        return "1.0 day"
    return said + _AFTER.get(unit, "")


def interval(value: float | None, low: float | None, high: float | None, unit: str = "days") -> str:
    """ "9.1 (8.4 to 9.8)"; without both ends, the value alone."""
    if not (_known(value) and _known(low) and _known(high)):
        return number(value, unit)
    return f"{number(value, unit)} ({number(low, unit)} to {number(high, unit)})"


def difference(value: float | None, unit: str) -> str:
    """A change said by size and way: "2.9 days fewer", "6 percentage points more", "no change" at the digits shown."""
    if not _known(value):
        return NO_DATA
    way = "more" if value > 0 else "fewer" if unit in _COUNTED else "less"
    if unit == "share":
        return _points(abs(value) * 100, way)
    size = _round(abs(value), _DECIMALS.get(unit, 1))
    if unit != "pounds" and size == 0:
        return "no change"
    return f"{amount(abs(value), unit)} {way}"


def reach(low: float | None, high: float | None, unit: str) -> str:
    """An interval of a change: "1.8 to 4.0 days fewer" on one side of 0, "0.5 days fewer to 1.0 day more" across it."""
    if not (_known(low) and _known(high)):
        return NO_DATA
    small, large = sorted((low, high), key=abs)
    one_side = low * high > 0 and difference(small, unit) != "no change" and unit != "pounds"
    if not one_side:
        return f"{difference(low, unit)} to {difference(high, unit)}"
    first = difference(small, unit).split(" ", 1)[0]
    return f"{first} to {difference(large, unit)}"


def plural(how_many: int, one: str, many: str | None = None) -> str:
    """ "1 patient", "2 patients", "1,204 patients"."""
    return f"{how_many:,} {one if how_many == 1 else many or one + 's'}"


def day(value: date | None) -> str:
    """ "Fri 20 Nov"; null is "no data"."""
    return NO_DATA if value is None else f"{value:%a} {value.day} {value:%b}"


def long_day(value: date | None) -> str:
    """ "20 Nov 2026"; null is "no data"."""
    return NO_DATA if value is None else f"{value.day} {value:%b %Y}"


def time(value: datetime | None) -> str:
    """ "06:12"; null is "no data"."""
    return NO_DATA if value is None else f"{value:%H:%M}"


def period(start: date, grain: str) -> str:
    """A period by its first day: "week of 20 Nov 2026", "Nov 2026", "Oct to Dec 2026", "2026/27", "Fri 20 Nov 2026"."""
    if grain == "week":
        return f"week of {long_day(start)}"
    if grain == "month":
        return f"{start:%b %Y}"
    if grain == "quarter":
        last = date(start.year, start.month + 2, 1)
        return f"{start:%b} to {last:%b %Y}"
    if grain in ("year", "financial_year"):
        return f"{start.year}/{(start.year + 1) % 100:02d}"
    return f"{start:%a} {long_day(start)}"


def freshness(as_at: datetime, loaded_at: datetime) -> str:
    """ "Data to 08:00 Fri 20 Nov, loaded 08:12": how far the data reach; a load on another day says its day too."""
    soon = loaded_at.date() - as_at.date() <= timedelta(days=1)
    when = time(loaded_at) if soon else f"{day(loaded_at)} {time(loaded_at)}"
    year = "" if abs(loaded_at - as_at) < timedelta(days=300) else f" {as_at:%Y}"
    hour = "" if time(as_at) in ("00:00", "23:59") else f"{time(as_at)} "  # whole days say no time
    return f"Data to {hour}{day(as_at)}{year}, loaded {when}"


def stale(as_at: datetime, now: datetime, limit: timedelta) -> str | None:
    """The sentence a page says first when data are older than their limit; None while they are not."""
    age = now - as_at
    if age <= limit:
        return None
    old = plural(age.days, "day") if age.days >= 2 else plural(int(age.total_seconds() // 3600), "hour")
    return f"These data are {old} old (to {day(as_at)} {time(as_at)}): load the latest extracts before acting on them."


def cause(name: str) -> str:
    """What a special cause of metrics.spc is called on a page: "7 points above the mean"; common cause is empty."""
    if name in CAUSE_WORDS:
        return CAUSE_WORDS[name]
    return (
        name.replace("Common Cause", "")
        .replace("Point Trend (Increasing)", "points rising")
        .replace("Point Trend (Decreasing)", "points falling")
        .replace("Points Above CL", "points above the mean")
        .replace("Points Below CL", "points below the mean")
    )


def escaped(text: str) -> str:
    """Text from data as Markdown shows it literally: no emphasis, link, formula or colour made of a name."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:])", r"\\\1", text)


def _points(size: float, way: str) -> str:
    """Percentage points: whole ones, with one decimal under 2, where rounding would hide or double a change."""
    decimals = 0 if size >= 2 else 1
    points = _round(size, decimals)
    return "no change" if points == 0 else f"{points:.{decimals}f} percentage points {way}"


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and math.isfinite(value)


def _round(value: float, decimals: int) -> float:
    """Half away from zero, as people round by hand (2.25 is 2.3), not to the even digit."""
    scaled = abs(value) * 10**decimals
    return math.copysign(math.floor(scaled + 0.5 + 1e-9) / 10**decimals, value) + 0.0


def _figures(value: float) -> str:
    whole = len(str(int(value)))
    return f"{value:,.{max(0, 3 - whole)}f}"
