"""What is said of a trust beside the others: where it stands, how sure that is, and what the figures are not."""

from __future__ import annotations

import math
from datetime import date

from metrics.benchmarks import Reconciled
from metrics.metric import RETURN_DAY
from pages.benchmarking import Beside, Picture, Trusts
from pages.parts import words

ORDER = {"lower": "the lowest first", "higher": "the highest first", "neither": "the highest first"}
CAVEATS = {
    "published drd": (
        "NHS England publishes only the trusts whose data it accepted that month; the others are missing, not 0.",
        "By their own notes the tables leave out children under 16; own measures here count people of 18 and over.",
        "Children's and specialist trusts rightly show nearly everybody discharged on the ready date.",
    ),
    "published ae": (
        "All departments of an organisation count, walk-in centres too, so organisations without a major department "
        "look quick.",
        "From November 2025 the publication is made from another data set: do not compare across that month.",
    ),
    "published beds": ("Averages of the month's 8 in the morning counts, of general and acute beds of adults.",),
}  # fmt: skip
RETURNED = (
    "Management information with little checking: trusts record the criteria to reside differently, so levels compare "
    "less well than directions (Sapey and others, BMJ Open 2022).",
    "In England's own row a day that a trust did not send counts as 0.",
)
ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def said(value: float | None, unit: str) -> str:
    """A level with one digit more than elsewhere, as comparisons of trusts need: "13.9%", "6.09 days"."""
    if value is None or not math.isfinite(value):
        return words.NO_DATA
    if unit == "share":
        return f"{100 * value:.1f}%"
    return f"{value:.2f} days" if unit == "days" else words.amount(value, unit)


def interval(one: Beside, unit: str) -> str:
    """A level with its 95% interval where there is one."""
    reach = limits(one.low, one.high, unit)
    return f"{said(one.value, unit)} ({reach})" if reach else said(one.value, unit)


def limits(low: float | None, high: float | None, unit: str) -> str:
    """The two ends of an interval, without the unit's word; empty without them."""
    if low is None or high is None:
        return ""
    return " to ".join(said(end, unit).removesuffix(" days") for end in (low, high))


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ORDINALS.get(number % 10, 'th')}"


def window(found: Picture) -> str:
    """The periods that the levels are of."""
    first, last = (words.period(day, found.grain) for day in (found.first, found.last))
    return last if first == last else f"{first} to {last}"


def standing(found: Picture, own: str) -> str:
    """Where the trust stands: its level, England's, its region's, and its rank with what chance leaves open."""
    unit, mine = found.metric.unit, found.line("own")
    if mine is None or mine.value is None:
        return f"{own} has no figure in {window(found)}."
    if found.index:
        return _index(found, mine)
    parts = [f"{mine.name}: {interval(mine, unit)} in {window(found)}."]
    others = [_other(one, unit) for one in found.lines if one.kind in ("england", "region") and one.value is not None]
    if others:
        parts.append(f"{'; '.join(others)}.")
    return " ".join([*parts, rank(found, own)]).rstrip()


def rank(found: Picture, own: str) -> str:
    """The rank and its interval; empty where the trust is not ranked."""
    mine = found.levels.filter(found.levels["name"] == own)
    if mine.is_empty() or mine["rank"][0] is None:
        return ""
    of = found.levels.height - found.levels["rank"].null_count()
    at, low, high = (int(mine[name][0]) for name in ("rank", "rank_low", "rank_high"))
    first = f"By the figure alone it is {ordinal(at)} of {of} trusts, {ORDER[found.metric.direction]}"
    if low == high:
        return f"{first}, and chance does not change that."
    return f"{first}; with chance counted, anything from {ordinal(low)} to {ordinal(high)} (95%)."


def caveats(found: Picture, known: Trusts) -> list[str]:
    """What stands against reading too much into the comparison, sentence by sentence."""
    england, region = found.line("england"), found.line("region")
    sent = found.sent.filter(found.sent["name"] != "ENG")
    whole, most = (int((sent["share"] > part).sum()) for part in (0.999, 0.9))
    listed = [
        f"Of {sent.height} trusts, {whole} sent figures for every day of {window(found)}, {most} for nine days in ten "
        "or more. What was not sent is left out, never taken as 0."
    ]
    if not known.england and england is not None:
        listed.append(
            f"No England row is loaded for this measure: “{england.name}” is the sum of {england.trusts} trusts, not "
            "of all of England."
        )
    if region is not None:
        listed.append(f"{region.name} is the sum of its {region.trusts} trusts that are loaded, not a published total.")
    elif not known.regions and not found.index:
        listed.append("The loaded files do not say which region a trust belongs to.")
    listed += RETURNED if found.metric.fact is RETURN_DAY else CAVEATS.get(found.metric.covered_by[0], ())
    if not found.index:
        listed.append("Intervals tell how much a trust's own months differ, not that all trusts count alike.")
    return listed


def reconciled(found: Reconciled, what: str, unit: str, grain: str) -> str:
    """How far own counts and published ones agree."""
    one = "day" if grain == "day" else "month"
    agree = round(found.same * found.rows.height)
    both = f"{what}: of {words.plural(found.rows.height, one)} with both own and published figures {agree:,} agree"
    if abs(found.mean) < found.digits / 10:
        return f"{both}; on average there is no difference."
    size = f"{abs(found.mean):.1f}" if unit == "count" else said(abs(found.mean), unit)
    way = "more" if found.mean > 0 else "fewer" if unit == "count" else "less"
    return f"{both}; on average {size} {way} was published than the own extracts give."


def apart(day: date, grain: str) -> str:
    """The day or month of a difference."""
    return words.long_day(day) if grain == "day" else words.period(day, "month")


def _index(found: Picture, mine: Beside) -> str:
    england = found.line("england")
    beside = f" England stands at {england.value:.0f}." if england is not None and england.value is not None else ""
    assert mine.value is not None, "standing asks only where there is a value"
    return (
        f"{mine.name} stands at {mine.value:.0f} in {words.period(found.last, found.grain)}, where 100 is its own mean "
        f"of the first 12 months it sent.{beside} Counts of hospitals of different sizes compare by direction only."
    )


def _other(one: Beside, unit: str) -> str:
    of = f", {one.trusts} trusts" if one.trusts > 1 else ""
    return f"{one.name}{of}: {said(one.value, unit)}"
