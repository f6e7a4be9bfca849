"""Entries and people that the tests of the register share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from data.access import Principal
from data.register import (
    Action,
    Baseline,
    BenefitLine,
    CaseReview,
    Comparison,
    Delay,
    Departure,
    Entry,
    EntryScope,
    GoLive,
    LearningEntry,
    Person,
    Register,
    RoundEntry,
    SentReturn,
    TestArea,
    WardRound,
    WardStandard,
    freeze,
)

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

WITHOUT_PATIENTS = Principal(name="Wyn Lee", roles=frozenset({"coordinator"}), wards=frozenset({"Ash"}))

_ASH = {"provider": "RXX", "site": "North", "ward": "Ash"}
_HERS = _ASH | {"spell_id": "S1"}
REASON = "Awaiting medical review of need for supported discharge"
ROUND = RoundEntry(
    **_HERS, day=date(2026, 3, 4), delay_reason=REASON, waiting_for="her daughter", owner="Caz care home",
    next_action="Chase the care home", due=date(2026, 3, 5), day_colour="red", red_reason="lift broken",
    expected_discharge_date=date(2026, 3, 6), note="Her daughter comes at 14:30",
)  # fmt: skip
DELAY = Delay(**_HERS, reason=REASON, started=date(2026, 3, 2), owner="Caz care home", note="Chase the daughter")
LEFT = Departure(**_HERS, left_on=date(2026, 3, 5), left_at="14:30", destination="her daughter", note="by lift")
REVIEW = CaseReview(
    **_HERS, review_id="CR7", reviewer="Dee Cole", reviewed_on=date(2026, 3, 5), decision_point="Q3",
    actual_pathway="3", ideal_pathway="1", improvable=True, alternative_existed=True, reason="Chase the daughter",
)  # fmt: skip
SAMPLES: tuple[Entry, ...] = (
    ROUND,
    DELAY,
    LEFT,
    REVIEW,
    WardRound(**_ASH, day=date(2026, 3, 4), note="Short of staff"),
    Comparison(
        name="Hub, first year", test_area="discharge-hub", metric="days_past_ctr", method="its",
        definition='{"from": "2025-03-03"}', result='{"effect": -0.30000000000000004}', series="[[1, null], [2, 3.5]]",
        input_hash=HASH, data_version="facts-000042", frozen_on=date(2026, 3, 5),
    ),
    LearningEntry(
        title="Earlier rounds", from_day=date(2026, 1, 5), to_day=date(2026, 2, 1), plan="Rounds at nine",
        prediction="Two hours earlier", result="One hour", next_step="adapt", test_area="discharge-hub",
    ),
    WardStandard(**_ASH, standard="Daily board round", level=2, assessed_on=date(2026, 3, 5)),
    BenefitLine(
        name="Bed days", partner="Trust", kind="gross", status="identified", low=1, central=2.5, high=3,
        from_day=date(2026, 4, 1), source="Trust finance",
    ),
    SentReturn(
        provider="RXX", day=date(2026, 3, 4), lines='[{"code": "NCTR", "n": 31}]', data_version="facts-000042",
        input_hash=HASH, sent_to="the national portal",
    ),
    Person(
        subject="https://id.example|77", name="Di Poe", roles=("coordinator",), wards=("North/Ash",),
        see_patients=True, pathways=("1",),
    ),
)  # fmt: skip


def sample(kind: type[Any]) -> Any:
    """The sample of a kind."""
    [found] = [entry for entry in SAMPLES if isinstance(entry, kind)]
    return found


def frozen_baseline(register: Register) -> Baseline:
    return freeze(
        register, ANN, BASELINE, centre=0.1 + 0.2, lower=None, upper=2 / 3, series=SERIES, input_hash=HASH,
        data_version="facts-000042", at=AT,
    )  # fmt: skip
