"""truth.json: what was truly put into the demonstration hospital, so that the product can be held to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.demo import effects
from data.demo.bad_rows import BAD_STATUS, BAD_STATUS_VALUE
from data.demo.case_reviews import LINES
from data.demo.delayed_days import now_from
from data.demo.effects import Effect, TestArea
from data.demo.places import PROVIDER, PROVIDER_NAME, SITES, WARDS
from data.demo.test_areas import TEST_AREAS


def truth(
    *, seed: int, first_day: date, last_day: date, rows: dict[str, int], bad_spells: list[dict[str, str]]
) -> dict[str, Any]:
    """The document: dates as ISO text; levels and effects in the metric's own units unless `unit` says otherwise."""
    return {
        "seed": seed,
        "provider": PROVIDER,
        "provider_name": PROVIDER_NAME,
        "sites": list(SITES),
        "wards": len(WARDS),
        "beds": sum(ward.beds for ward in WARDS),
        "first_day": first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "rows": rows,
        "bad_rows": {
            "spells": bad_spells,
            "board": {"column": "meets_criteria_to_reside", "value": BAD_STATUS_VALUE, "rows": BAD_STATUS},
        },
        "test_areas": [_area(area, first_day, last_day) for area in TEST_AREAS],
        "system": _system(last_day),
    }


def _system(last_day: date) -> dict[str, Any]:
    """What is true of delayed transfers, case reviews and continuing healthcare, which no test area is about."""
    figure_3 = [
        {"decision_point": line.point, "stay": line.stay, "reviewed": line.reviewed, "improvable": line.improvable}
        for line in LINES
    ]
    return {
        "dtoc_beds": {
            "before": effects.DTOC_BEDS_BEFORE,
            "now": effects.DTOC_BEDS_NOW,
            "now_from": now_from(last_day).isoformat(),
            "how": "negative binomial months (delays come in runs); the winter adds, the summer takes off",
        },
        "case_reviews": figure_3,
        "chc_28_day_share": effects.CHC_28_DAYS,
        "chc_acute_share": effects.CHC_ACUTE,
    }


def _area(area: TestArea, first_day: date, last_day: date) -> dict[str, Any]:
    before_from, before_to = area.before(first_day, last_day) or (None, None)
    return {
        "id": area.id,
        "name": area.name,
        "scope": area.scope,
        "go_live": [{"date": step.on(last_day).isoformat(), "scope": step.scope} for step in area.go_live],
        "before_from": before_from and before_from.isoformat(),
        "before_to": before_to and before_to.isoformat(),
        "now_from": area.now_from(last_day).isoformat(),
        "now_to": last_day.isoformat(),
        "comparison_wards": list(area.comparison_wards),
        "primary": _effect(area.primary),
        "also": [_effect(effect) for effect in area.also],
        "balancing": [_effect(effect) for effect in area.balancing],
        "any_effect": area.primary.effect != 0,
        "notes": area.notes,
    }


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "metric": effect.metric,
        "unit": effect.unit,
        "better": effect.better,
        "before": effect.before,
        "now": effect.now,
        "potential": effect.potential,
        "effect": effect.effect,
        "how": effect.how,
    }
