"""What people of the demonstration hospital have entered: test areas, baselines, targets, sponsors, unit costs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from data.demo import effects
from data.demo.effects import HUB, TestArea, provider_scope
from data.demo.findings import findings
from data.demo.ladder import actions
from data.demo.places import KESTREL, WARDS
from data.demo.test_areas import TEST_AREAS

BASELINES = (
    ("Days past ready, whole trust", "days_past_ctr", provider_scope()),
    ("People not meeting the criteria, whole trust", "nctr", provider_scope()),
    ("Long stays, whole trust", "stay_21_plus", provider_scope()),
    ("Home share, whole trust", "home_share", provider_scope()),
    ("Home on the ready date, whole trust", "on_ready_date_share", provider_scope()),
    ("Share not meeting the criteria, whole trust", "nctr_share", provider_scope()),
    ("Bed days not meeting the criteria, whole trust", "nctr_bed_days", provider_scope()),
    ("Occupancy, whole trust", "occupancy", provider_scope()),
    ("Discharges, whole trust", "discharges", provider_scope()),
    ("Support within 24 hours, whole trust", "support_within_24h_share", provider_scope()),
    ("Readmissions, whole trust", "readmission_30d_share", provider_scope()),
    ("Within 4 hours, whole trust", "four_hour_share", provider_scope()),
    ("Days past ready, discharge hub", "days_past_ctr", provider_scope(cohort=[HUB])),
    ("Cost of care, discharge hub", "weekly_care_cost_mean", provider_scope(cohort=[HUB])),
    ("Admissions avoided, Kestrel Park", "admissions_avoided", provider_scope(site=[KESTREL])),
    ("Discharges, Juniper", "discharges", provider_scope(site=[KESTREL], ward=["Juniper"])),
)
TARGETS = (  # metric, scope, value
    ("nctr_share", provider_scope(), 0.13),
    ("stay_21_plus_share", provider_scope(), 0.12),
    ("four_hour_share", provider_scope(), 0.78),
    ("handover_30_share", provider_scope(), 0.95),
    ("chc_28_day_share", provider_scope(), 0.80),
    ("chc_acute_share", provider_scope(), 0.15),
    ("ready_date_completeness", provider_scope(), 0.95),
    ("days_past_ctr", provider_scope(cohort=[HUB]), effects.HUB_DELAY_POTENTIAL),
    ("ic_days_mean", provider_scope(service=[effects.COMMUNITY_TEAM]), effects.SERVICE_DAYS_POTENTIAL),
    ("ic_days_mean", provider_scope(service=[effects.INTERMEDIATE_BEDS]), effects.IC_DAYS_POTENTIAL),
)
DTOC_TRAJECTORY = ((0, 46.0), (26, 43.0), (52, 40.0))  # weeks after the targets begin, beds
SPONSORS = (
    "Chief nurse",
    "Chief operating officer",
    "Medical director",
    "Director of finance",
    "Director of strategy",
    "Director of people",
    "Deputy chief executive",
)
UNIT_COSTS = (  # pounds: name, unit, low, central, high
    ("acute bed day", "bed day", 240.0, 345.0, 480.0),
    ("emergency admission", "admission", 1400.0, 2100.0, 3100.0),
    ("community bed day", "bed day", 130.0, 180.0, 240.0),
    ("care call", "call", 14.0, 18.5, 24.0),
    ("care home week", "week", 850.0, 1080.0, 1400.0),
)
SHORTEST = timedelta(weeks=16)  # of a baseline, where the history is too short to end it before the first go-live
COST_SOURCE = "Made up for the demonstration"


def registers(first_day: date, last_day: date) -> dict[str, Any]:
    """The document of registers.toml; dates are relative to the last day."""
    changing = min(step.on(last_day) for area in TEST_AREAS for step in area.go_live)
    quiet_until = max(changing - timedelta(days=1), first_day + SHORTEST)
    start = max(quiet_until - timedelta(weeks=52) + timedelta(days=1), first_day)
    target_from = quiet_until + timedelta(days=1)
    return {
        "test_area": [_test_area(area, first_day, last_day) for area in TEST_AREAS],
        "baseline": [
            {"name": name, "metric": metric, "scope": scope, "start": start, "end": quiet_until}
            for name, metric, scope in BASELINES
        ],
        "target": [
            {"metric": metric, "scope": scope, "value": value, "from": target_from} for metric, scope, value in TARGETS
        ]
        + [
            {
                "metric": "dtoc_beds",
                "scope": provider_scope(),
                "value": beds,
                "from": target_from + timedelta(weeks=weeks),
            }
            for weeks, beds in DTOC_TRAJECTORY
        ],
        "ward_sponsor": [
            {"site": ward.site, "ward": ward.name, "sponsor": SPONSORS[place % len(SPONSORS)]}
            for place, ward in enumerate(WARDS)
        ],
        "action": actions(first_day, last_day),
        "unit_cost": [
            {"name": name, "unit": unit, "low": low, "central": central, "high": high, "source": COST_SOURCE}
            for name, unit, low, central, high in UNIT_COSTS
        ],
        **findings(first_day, last_day),
    }


def _test_area(area: TestArea, first_day: date, last_day: date) -> dict[str, Any]:
    before = area.before(first_day, last_day)
    entry: dict[str, Any] = {
        "id": area.id,
        "name": area.name,
        "team": area.team,
        "hypothesis": area.hypothesis,
        "why_here": area.why_here,
        "primary_metric": area.primary.metric,
        "direction": area.primary.better,
        "target_metrics": [effect.metric for effect in area.also],
        "balancing_metrics": [effect.metric for effect in area.balancing],
        "status": "live",
        "settle_weeks": area.settle_weeks,
        "comparison_wards": list(area.comparison_wards),
        "scope": area.scope,
        "go_live": [{"date": step.on(last_day), "scope": step.scope} for step in area.go_live],
    }
    if before is not None:
        entry |= {"before_from": before[0], "before_to": before[1]}
    if area.primary.potential is not None:
        entry |= {"potential": area.primary.potential, "potential_source": area.potential_source}
    return entry
