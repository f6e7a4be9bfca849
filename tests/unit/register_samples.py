"""Entries and people that the tests of the register share."""

from __future__ import annotations

from datetime import UTC, date, datetime

from data.access import Principal
from data.register import Action, Baseline, EntryScope, GoLive, Register, TestArea, freeze

AT = datetime(2026, 3, 3, 14, 2, tzinfo=UTC)
LATER = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
ANN = Principal(name="Ann Hall", roles=frozenset({"analyst"}))
CAZ = Principal(name="Caz Webb", roles=frozenset({"coordinator"}), wards=frozenset({"Ash"}), see_patients=True)
EXECUTIVE = Principal(name="Bea Hart", roles=frozenset({"executive"}))
HASH = "ab" * 32
SERIES = ((date(2025, 1, 6), 0.1), (date(2025, 1, 13), None), (date(2025, 1, 20), 1 / 3))

HUB = TestArea(
    id="discharge-hub",
    name="Discharge hub",
    team="Hub team",
    scope=EntryScope(provider=("RXX",), cohort=("discharge hub",)),
    go_lives=(
        GoLive(day=date(2025, 9, 1), scope=EntryScope(site=("North", "South"))),
        GoLive(day=date(2025, 3, 3), scope=EntryScope(site=("North",))),
    ),
    hypothesis="One list and one owner shorten the wait",
    why_here="The longest waits of the trust",
    primary_metric="days_past_ctr",
    direction="lower",
    target_metrics=("days_past_ctr", "home_share"),
    balancing_metrics=("readmission_30d_share",),
    comparison_wards=("Elm", "Fir"),
    before_from=date(2024, 3, 4),
    before_to=date(2025, 3, 2),
    potential=8,
    potential_source="Best quarter of its peers",
    settle_weeks=6,
    status="live",
)
BASELINE = Baseline(name="Hub before", metric="days_past_ctr", start=date(2025, 1, 6), end=date(2025, 1, 26))
PATIENT_ACTION = Action(
    about="patient", ward="Ash", owner="Caz", raised=date(2026, 3, 1), text="Chase the care home", provider="RXX",
    spell_id="S1", due=date(2026, 3, 5),
)  # fmt: skip


def frozen_baseline(register: Register) -> Baseline:
    return freeze(
        register, ANN, BASELINE, centre=0.1 + 0.2, lower=None, upper=2 / 3, series=SERIES, input_hash=HASH,
        data_version="facts-000042", at=AT,
    )  # fmt: skip
