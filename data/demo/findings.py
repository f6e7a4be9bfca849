"""What people of the demonstration hospital have learned, assessed and entered in pounds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.demo import effects
from data.demo.places import PROVIDER, WARDS

SOURCE = "LGA and Newton 2016, Figure 2, as an example: a system of £1bn; not of this hospital"
# Gross gain and re-investment a year in millions by partner: they come to 16.3 gross, 3.8 re-invested, 12.5 net, and
# round to every figure printed there (whose own re-invested parts, rounded first, would come to 3.9).
FIGURE_2 = (
    ("Acute trust", 11.9, 0.0),
    ("Commissioner and other", 0.8, 0.18),
    ("Community provider", 1.7, 2.17),
    ("General practice", 0.0, 0.28),
    ("Integrated teams", 0.0, 0.47),
    ("Council", 1.9, 0.68),
)
COME_IN = {"Acute trust": (0.35, 0.0), "Council": (0.5, 1.0), "Community provider": (0.2, 0.9)}
LOW, HIGH = 0.8, 1.2
STANDARDS = ("Senior review before midday", "Long stays reviewed weekly", "Information given on admission")
LEVELS = (3, 2, 2, 1, 3, 2, 0, 2, 3, 1, 2)  # in turn over wards and standards
TURNS = (  # weeks after the go-live, weeks it lasted, test area, go-live, metric, title, plan, prediction, result, next
    (
        0, 6, "discharge-hub", effects.HUB_WEEKS["Kestrel Park"], "days_past_ctr", "One owner for each discharge",
        "One hub worker owns each complex discharge from ready to home.", "Days past ready fall from 12 to 9.",
        "People left sooner, and nobody was handed from team to team.", "adopt",
    ),
    (
        8, 4, "discharge-hub", effects.HUB_WEEKS["Kestrel Park"], "weekly_care_cost_mean", "Package agreed at home",
        "Packages are agreed on the second day at home, not on the ward.", "A sixth less care a week is needed.",
        "Less care was agreed; two people waited for equipment.", "adapt",
    ),
    (
        0, 8, "juniper", effects.JUNIPER_WEEKS, "waiting_for_share{social work}", "Daily tracker on Juniper",
        "What each person waits for is said every morning.", "Waits for social work fall from 14% to 5%.",
        "They fell further than that.", "adopt",
    ),
    (
        0, 4, "weekend-criteria-led-discharge", effects.WEEKEND_WEEKS, "weekend_ratio", "Nurse-led weekend discharge",
        "Nurses discharge against written criteria at weekends.", "Weekend discharges rise to 60% of weekdays.",
        "Nothing that differs from before.", "abandon",
    ),
    (
        20, None, "midday-board-rounds", effects.BOARD_ROUNDS_WEEKS, "discharges", "Pharmacist at the midday round",
        "A pharmacist joins the midday round on Lime.", "Medicines to take home are ready by two.", "", "",
    ),
)  # fmt: skip


def findings(first_day: date, last_day: date) -> dict[str, Any]:
    """Tables of registers.toml: learning, ward_standard and benefit_line; dates are relative to the last day."""
    return {
        "learning": [turn for each in TURNS if (turn := _turn(each, last_day))["from"] > first_day],
        "ward_standard": list(_standards(last_day)),
        "benefit_line": [*_lines(last_day)],
    }


def _turn(each: tuple[Any, ...], last_day: date) -> dict[str, Any]:
    after, lasted, area, weeks, metric, title, plan, prediction, result, then = each
    start = last_day - timedelta(days=last_day.weekday(), weeks=weeks - after)
    entry = {
        "test_area": area, "metric": metric, "title": title, "from": start, "plan": plan, "prediction": prediction,
        "result": result, "next_step": then,
    }  # fmt: skip
    return entry if lasted is None else entry | {"to": start + timedelta(weeks=lasted, days=-1)}


def _standards(last_day: date) -> Any:
    for place, ward in enumerate(WARDS):
        for at, standard in enumerate(STANDARDS):
            number = place * len(STANDARDS) + at
            if number % 5 == 4:  # some are not assessed yet
                continue
            on = last_day - timedelta(days=7 + 11 * (number % 9))
            yield {
                "provider": PROVIDER, "site": ward.site, "ward": ward.name, "standard": standard,
                "level": LEVELS[number % len(LEVELS)], "assessed_on": on, "next_due": on + timedelta(days=91),
                "evidence": "Seen by the ward manager and a peer",
            }  # fmt: skip


def _lines(last_day: date) -> Any:
    start = date(last_day.year, last_day.month, 1)
    for partner, gain, cost in FIGURE_2:
        for kind, millions, part in (("gross", gain, 0), ("reinvest", cost, 1)):
            shares = {"identified": 1.0, "realised": COME_IN.get(partner, (0.0, 0.0))[part]}
            for status, share in shares.items():
                if millions * share:
                    yield _line(partner, kind, status, round(millions * share * 1e6), start)


def _line(partner: str, kind: str, status: str, pounds: int, start: date) -> dict[str, Any]:
    what = "Better decisions along the pathway" if kind == "gross" else "Running the new way of working"
    return {
        "name": what, "partner": partner, "kind": kind, "status": status, "low": round(pounds * LOW),
        "central": pounds, "high": round(pounds * HIGH), "from": start,
        "source": SOURCE if status == "identified" else "Made up for the demonstration",
    }  # fmt: skip
