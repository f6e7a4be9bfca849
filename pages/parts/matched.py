"""What the page of matched cohorts says: the verdict's sentence, what to keep in mind, each table's rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from metrics.effects.estimate import Estimate
from metrics.effects.matched import BALANCED, CALIPER
from metrics.matching import Question
from metrics.matching_found import Alike, Arm, Found, Level
from metrics.matching_traits import TRAITS
from metrics.suppression import DEFAULT, FEW, policy
from pages.parts import words
from pages.parts.table import Column, cell

NOBODY: Final = (
    "No spell has a cohort. People who had something new, beside people like them who had not, would be here: fill the "
    "column cohort of the spells extract (a local label, such as discharge hub) and load it on the Load page."
)
EFFECT: Final = (
    Column("name", "Number", "24%", heading=True),
    Column("value", "Value (95% interval)", "32%"),
    Column("meaning", "What it says"),
)
BALANCE: Final = (
    Column("name", "Matched on", "34%", heading=True),
    Column("before", "Apart before", align="end", title="In standard deviations of the cohort before matching"),
    Column("after", "Apart after", align="end", title="In standard deviations of the cohort before matching"),
    Column("reading", "Reading", "38%"),
)
PEOPLE: Final = (
    Column("name", "Stays", "52%", heading=True),
    Column("cohort", "In the cohort", align="end"),
    Column("others", "Others", align="end"),
)
NUMBERS: Final = {trait.label for trait in TRAITS.values() if trait.how == "number"}
SHARED: Final = {trait.label for trait in TRAITS.values() if trait.how == "same"}
METHOD: Final = (
    "Method: each person's chance of having the label by logistic regression; highest chance first, each takes the "
    f"nearest free partner within {CALIPER:g} standard deviations of the log odds, ties by lot, none twice; the mean "
    "difference of the pairs with Student's t on pairs. Adjusted: least squares in the matched pairs, errors by pair. "
    "E-value: VanderWeele and Ding 2017, for days of the ratio of means."
)


def sentence(found: Found, asked: Question) -> str:
    """The verdict in one sentence, with its interval and what it allows for; or why there is none."""
    kind, parts = found.verdict.kind.capitalize(), found.verdict.parts()
    if parts["reasons"]:
        return f"{kind}: {' '.join(parts['reasons'])}"
    metric = asked.metric
    label = metric.label[:1].lower() + metric.label[1:]
    size, against = words.difference(parts["change"], metric.unit), "than among their partners"
    if size == "no change":  # at the digits shown
        size, against = "the same", "as among their partners"
    pairs = words.plural(parts["patients"][0], "matched pair")
    said = f"{kind}: in {pairs}, {label} is {size} in {asked.cohort} {against}"
    turned = f" Read with care: {listed(parts['turned'])} would turn its sign." if parts["turned"] else ""
    return f"{said} (95% interval {_reach(found, metric.unit)}). {allows(found)}{turned}"


def allows(found: Found) -> str:
    """What the comparison allows for, and no more."""
    return f"This allows for {listed([label.lower() for label in found.matched_on])}, and for nothing else."


def care(found: Found) -> str | None:
    """What must stand beside a headline: that the label may be given late in a stay; None where it need not."""
    sign = found.late
    return f"Read with care: {sign.words}" if found.readable and sign is not None and sign.care else None


def beside(found: Found, asked: Question, where: str) -> str:
    """The days, the place and the people that the sentence is about."""
    first, last = words.long_day(asked.scope.from_day), words.long_day(asked.scope.to_day)
    said = f"Discharged {first} to {last}, {where}"
    if asked.nights:
        said += f", after {words.plural(asked.nights, 'night')} or more"
    could = found.cohort.paired + found.cohort.alone
    if not found.cohort.paired:
        return f"{said}."
    share = words.share(found.cohort.paired / could)
    return f"{said}. {found.cohort.paired:,} of {could:,} people in {asked.cohort} found a partner ({share})."


def effect(found: Found, asked: Question) -> list[dict[str, Any]]:
    """The rows of EFFECT that stand open: absolute, relative, E-value."""
    assert found.result is not None
    unit = asked.metric.unit
    name = "Absolute difference" if unit == "share" else "Difference"
    rows = [_row(name, _change(found.result.att, unit), "Mean of the differences within pairs.")]
    ratio = found.ratio
    if ratio is None:
        return [*rows, _row("Ratio", words.NO_DATA, "One side has none, so there is no ratio and no E-value.")]
    relative = "Relative risk" if unit == "share" else "Ratio of means"
    rows.append(_row(relative, words.interval(ratio.value, ratio.low, ratio.high, "ratio"), _relative(ratio)))
    return [*rows, _row("E-value", words.number(found.e_value, "ratio"), _unseen(found))]


def folded(found: Found, asked: Question) -> list[dict[str, Any]]:
    """The rows of EFFECT that are folded: adjusted by regression, and without matching."""
    assert found.result is not None
    unit, gap = asked.metric.unit, found.unmatched_gap
    numbers = listed([label.lower() for label in found.matched_on if label in NUMBERS])
    adjusted = f"The same pairs; what they still differ by in {numbers} is taken off by regression."
    plain = words.difference(gap, unit) if gap is not None else policy(DEFAULT).hidden_words(FEW)
    return [
        _row("Adjusted", _change(found.result.adjusted, unit), adjusted),
        _row("Without matching", plain, "The cohort against all who could have been partners: not a comparison."),
    ]


def balance(found: Found) -> list[dict[str, Any]]:
    """The rows of BALANCE."""
    return [
        {
            "id": one.label, "name": f"{one.label} ({one.group})" if one.group else one.label,
            "before": apart(one.before), "after": apart(one.after), "reading": _reading(one),
        }
        for one in found.balance
    ]  # fmt: skip


def people(found: Found, asked: Question) -> list[dict[str, Any]]:
    """The rows of PEOPLE: everybody, each step that takes some away, and the pairs that are left."""
    steps = [
        ("people", "Discharged in these days and places"),
        ("short", f"less: stayed fewer than {asked.nights} nights"),
        ("unknown", "less: outcome not known, or not followed long enough"),
        ("blank", "less: something to match on is blank"),
        ("beyond", "less: nobody of the cohort to be partner of"),
        (
            "alone",
            "less: no partner near enough, or none free" if found.result else "less: left, but nobody was matched",
        ),
        ("paired", "In a pair"),
    ]
    return [
        {"id": key, "name": name, "cohort": _count(found.cohort, key), "others": _count(found.others, key)}
        for key, name in steps
        if key != "short" or asked.nights
    ]


def blanks(found: Found) -> str:
    """Which traits were blank, for how many; empty where none was."""
    told = [f"{one.label.lower()} for {one.cohort:,} of the cohort and {one.others:,} others" for one in found.blanks]
    if not told:
        return ""
    twice = " Who lacks two is in both." if len(told) > 1 else ""
    return f"Blank, so left out of both arms: {listed(told)}.{twice}"


def mind(found: Found, asked: Question) -> list[str]:
    """What the numbers can't say, a line each."""
    lines = [
        "What nobody recorded is not matched: frailty, illness, how somebody came in, help at home. Such differences "
        "may be part of what is seen, or all of it.",
        "Both must be followed from the same moment. Whoever has to stay some days to be given the label has stayed "
        f"longer for that reason alone (immortal time).{_seen(found)}",
    ]
    if found.cohort.alone:
        lines.append("It speaks for the people who found a partner, and not for those who did not.")
    lines.append("A stay counts, not a person: who stayed twice counts twice.")
    if found.elsewhere:
        lines.append(f"{found.elsewhere:,} of the others have another cohort's label.")
    if found.absent:
        lines.append(f"Not in the data, so not matched on: {listed([label.lower() for label in found.absent])}.")
    if "pathway" in asked.traits:
        lines.append("Pathway is decided late in a stay: matching on it hides what the cohort changed about it.")
    if asked.metric.deviation:
        lines.append(f"{asked.metric.label}: {asked.metric.deviation}")
    return lines


def level(one: Level, unit: str) -> str:
    """A group's mean, or why it is not said."""
    if one.hidden:
        return policy(DEFAULT).hidden_words(FEW)
    return words.amount(one.mean, unit)


def lines(found: Found, asked: Question, where: str) -> list[str]:
    """The answer for a terminal."""
    said = [sentence(found, asked), care(found), beside(found, asked, where)]
    rows = [*effect(found, asked), *folded(found, asked)] if found.readable else []
    said += [f"    {row['name']}: {row['value']}" for row in rows]
    said += [f"    {one.label} apart: {apart(one.before)} before, {apart(one.after)} after" for one in found.balance]
    said += [f"    {row['name']}: {row['cohort']} and {row['others']} others" for row in people(found, asked)]
    return [line for line in [*said, blanks(found), *mind(found, asked)] if line]


def listed(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def apart(value: float) -> str:
    """A standardised difference with its sign."""
    return f"{value:+.2f}" if abs(value) >= 0.005 else "0.00"


def _reach(found: Found, unit: str) -> str:
    parts = found.verdict.parts()
    return words.reach(parts["change_low"], parts["change_high"], unit)


def _change(found: Estimate, unit: str) -> str:
    return f"{words.difference(found.value, unit)} ({words.reach(found.low, found.high, unit)})"


def _relative(ratio: Estimate) -> str:
    percent = words.share(abs(ratio.value - 1))
    if percent == "0%":
        return "The same as among their partners."
    return f"{percent} {'more' if ratio.value > 1 else 'less'} than among their partners."


def _unseen(found: Found) -> str:
    """What an E-value means, without saying that such a cause is or isn't there."""

    all_of_it, unclear = words.number(found.e_value, "ratio"), words.number(found.e_value_end, "ratio")
    both = (
        f"Something unseen, tied to label and outcome by a ratio of {all_of_it} each beyond what is matched, could make"
    )
    if found.e_value_end == 1.0:
        return f"{both} all of this; the interval holds no change already."
    return f"{both} all of this; {unclear} would make it unclear."


def _seen(found: Found) -> str:
    if found.late is None or not found.late.earlier:
        return ""
    share, nights = words.share(found.late.earlier), words.plural(found.late.nights, "night")
    return f" Here 19 in 20 of the cohort stayed {nights} or more; {share} of their partners left before."


def _reading(one: Alike) -> Any:
    if one.label in SHARED:
        return cell("the same in every pair", shape="tick")
    if abs(one.after) < BALANCED:
        return cell(f"alike: under {BALANCED:g}", shape="tick")
    return cell(f"still differs: {BALANCED:g} or more", shape="diamond", tone="concern")


def _count(arm: Arm, key: str) -> str:
    return words.count(getattr(arm, key))


def _row(name: str, value: str, meaning: str) -> dict[str, Any]:
    return {"id": name, "name": name, "value": value, "meaning": meaning}
