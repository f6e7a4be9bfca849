"""Benefits in words: the totals by what was released, one row a claim, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.benefits import NAMES, Claim, Cost, NoClaim
from metrics.effects.benefits import Name
from metrics.ledger import Ledger, Pounds, Total
from pages import releasing, service
from pages.parts import words
from pages.parts.table import Column, cell

COLUMNS = (
    Column("area", "Test area", "11%", heading=True),
    Column("measure", "Measure", "11%"),
    Column("partner", "For", "8%"),
    Column("verdict", "Change", "8%"),
    Column("released", "Released a year (low to high)", "13%", align="end"),
    Column("beds", "Beds (low to high)", "9%", align="end"),
    Column("pounds", "Worth a year (low to high)", "16%", align="end"),
    Column(
        "cash", "Cash or capacity", "8%", title="Whether a budget gets smaller, or beds and staff are free for others"
    ),
    Column("identified", "Of the potential", "9%", align="end", title="Central pounds against those of the potential"),
    Column("counted", "Counted", "8%", title="Whether it is in the totals above"),
)
LEDGER = (
    Column("partner", "Partner", "20%", heading=True),
    Column("status", "How far", "10rem"),
    Column("gross", "Gross a year (low to high)", align="end"),
    Column("reinvest", "Re-invested (low to high)", align="end"),
    Column("net", "Net (low to high)", align="end"),
)
ENTERED = (
    Column("name", "Line", "20%", heading=True),
    Column("area", "Test area", "14%"),
    Column("partner", "Partner", "12%"),
    Column("kind", "Gain or cost", "9%"),
    Column("status", "How far", "8%"),
    Column("pounds", "Pounds a year (low to high)", "17%", align="end"),
    Column("source", "Source"),
    Column("counted", "Counted", "11%", title="Whether it is in the totals above"),
)
REFUSALS = (
    Column("area", "Test area", "20%", heading=True),
    Column("measure", "Measure", "22%"),
    Column("reason", "Why no pounds are claimed"),
)


def sentences(once: Sequence[Claim]) -> list[str]:
    """The totals, one sentence for each thing released; claims are those that may be added up."""
    said = []
    for resource in dict.fromkeys(one.resource for one in once):
        mine = [one for one in once if one.resource == resource]
        low, central, high = (sum(one.pounds[name] for one in mine) for name in NAMES)
        pounds = _spread(low, central, high, "pounds")
        if resource.cost is None:
            said.append(f"{resource.partner}: {pounds} a week less for a year's discharges.")
            continue
        amount = words.count(sum(one.released["central"] for one in mine))
        beds = [one.beds["central"] for one in mine if one.beds]
        worth = f" ({words.number(sum(beds), 'beds')} beds)" if beds else ""
        said.append(f"{resource.partner}: {amount} {resource.unit} a year{worth}, worth {pounds}.")
    return [words.escaped(one) for one in said]


def row(area: str, one: Claim, once: Sequence[tuple[str, Claim]], *, stopped: bool) -> dict[str, object]:
    """A claim as a row of COLUMNS; what cost days stands below 0 and says so. stopped: whether the test has ended."""
    week = one.resource.cost is None
    pounds = _of(one.pounds, "pounds") + (" a week" if week else "")
    worse = one.verdict == "worse"
    counted = any(one is other for _, other in once)
    return {
        "id": f"{area}/{one.metric.key}",
        "area": area,
        "measure": one.metric.label,
        "partner": one.resource.partner,
        "verdict": one.verdict,
        "released": "" if week else f"{_of(one.released, 'count')} {one.resource.unit}",
        "beds": _of(one.beds, "beds") if one.beds else "",
        "pounds": cell(pounds, tone="concern" if worse else None, shape="up" if worse else None),
        "cash": "cash" if one.resource.cash else "capacity",
        "identified": _share(one),
        "counted": "yes" if counted else "no: the test has stopped" if stopped else "no: another test area counts it",
    }


def money(found: Ledger) -> list[str]:
    """What partners have entered, in a sentence for identified and one for realised."""
    said = []
    for status in ("identified", "realised"):
        total = found.of(status)
        if total is not None:
            gross, cost, net = (words.pounds(one.central) for one in (total.gross, total.reinvest, total.net))
            said.append(f"{status.capitalize()}: {gross} gross a year, {cost} re-invested, {net} net.")
    whole, come = found.of("identified"), found.of("realised")
    if come is not None and come.net.central < 0:
        said.append("So far the costs are above the gains.")
    elif whole is not None and come is not None and whole.net.central > 0:
        said.append(f"Of the net that was identified, {words.share(come.net.central / whole.net.central)} has come in.")
    return said


def ledger_row(one: Total) -> dict[str, object]:
    """A partner's total as a row of LEDGER; a loss stands below 0 and is marked."""
    loss = one.net.central < 0
    net = _pounds(one.net)
    return {
        "id": f"{one.partner}/{one.status}",
        "partner": one.partner,
        "status": one.status,
        "gross": _pounds(one.gross),
        "reinvest": _pounds(one.reinvest),
        "net": cell(net, tone="concern" if loss else None, shape="down" if loss else None),
    }


def entered(entry: service.BenefitLine, areas: Mapping[str, str], found: Ledger) -> dict[str, object]:
    """A line that somebody entered as a row of ENTERED, and why where it is in no total."""
    counted = "yes"
    if entry.id in found.waiting:
        until = f" to {words.long_day(entry.to_day)}" if entry.to_day else " on"
        counted = f"no: from {words.long_day(entry.from_day)}{until}"
    elif entry.id in found.twice:
        counted = "no: a larger line of a test area with the same people counts"
    return {
        "id": entry.id,
        "name": entry.name,
        "area": areas.get(entry.test_area, ""),
        "partner": entry.partner,
        "kind": "gain" if entry.kind == "gross" else "cost",
        "status": entry.status,
        "pounds": _spread(entry.low, entry.central, entry.high, "pounds"),
        "source": entry.source,
        "counted": counted,
    }


def refusal(area: str, one: NoClaim) -> dict[str, object]:
    """A measure without pounds as a row of REFUSALS."""
    return {"id": f"{area}/{one.metric.key}", "area": area, "measure": one.metric.label, "reason": one.reason}


def shared(areas: Sequence[service.TestArea]) -> list[str]:
    """A sentence for each pair of test areas that may hold the same people and claim the same thing."""
    pairs = {
        (*sorted((area.name, other["name"])), other["unit"]) for area in areas for other in releasing.overlaps(area)
    }
    return [
        words.escaped(f"{one} and {other} may share people: their {unit} are counted once, in the larger claim.")
        for one, other, unit in sorted(pairs)
    ]


def costs(claims: Sequence[Claim]) -> list[str]:
    """The unit costs that were used, with their spread and source."""
    used = dict.fromkeys(one.cost for one in claims if one.cost is not None)
    return [words.escaped(_cost(cost)) for cost in used]


def _cost(cost: Cost) -> str:
    spread = f"{words.pounds(cost.central)} ({words.pounds(cost.low)} to {words.pounds(cost.high)})"
    return f"{cost.name[:1].upper()}{cost.name[1:]}: {spread}. {cost.source or 'No source is recorded'}."


def _share(one: Claim) -> str:
    """Of what the potential would release; empty without one."""
    if one.identified is None or one.identified[1] <= 0:
        return ""
    return words.share(one.pounds["central"] / one.identified[1])


def _pounds(one: Pounds) -> str:
    return _spread(one.low, one.central, one.high, "pounds")


def _of(cases: Mapping[Name, float], unit: str) -> str:
    return _spread(cases["low"], cases["central"], cases["high"], unit)


def _spread(low: float, central: float, high: float, unit: str) -> str:
    return words.interval(central, low, high, unit)
