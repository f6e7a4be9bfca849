"""Benefits in words: the totals by what was released, one row a claim, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.benefits import NAMES, Claim, Cost, NoClaim
from metrics.effects.benefits import Name
from pages import releasing, service
from pages.parts import words
from pages.parts.table import Column, cell

COLUMNS = (
    Column("area", "Test area", "13%", heading=True),
    Column("measure", "Measure", "12%"),
    Column("partner", "For", "8%"),
    Column("verdict", "Change", "8%"),
    Column("released", "Released a year (low to high)", "15%", align="end"),
    Column("beds", "Beds (low to high)", "11%", align="end"),
    Column("pounds", "Pounds a year (low to high)", "16%", align="end"),
    Column("identified", "Of the potential", "9%", align="end", title="Central pounds against those of the potential"),
    Column("counted", "Counted", "8%", title="Whether it is in the totals above"),
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


def row(area: str, one: Claim, once: Sequence[tuple[str, Claim]]) -> dict[str, object]:
    """A claim as a row of COLUMNS; what cost days stands below 0 and says so."""
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
        "identified": _share(one),
        "counted": "yes" if counted else "no: counted in another test area",
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


def _of(cases: Mapping[Name, float], unit: str) -> str:
    return _spread(cases["low"], cases["central"], cases["high"], unit)


def _spread(low: float, central: float, high: float, unit: str) -> str:
    return words.interval(central, low, high, unit)
