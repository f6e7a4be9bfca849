"""The seven test areas, as a team would register them, each with its truth."""

from __future__ import annotations

from data.demo import effects
from data.demo.effects import HUB, READMISSIONS, Effect, GoLive, TestArea, provider_scope, unchanged
from data.demo.places import KESTREL, SITES, WRENFIELD

WORKSHOP = "Opportunity review by the discharge programme"


def _single(weeks: int, **where: list[str]) -> tuple[GoLive, ...]:
    return (GoLive(weeks=weeks, scope=provider_scope(**where)),)


FRONT_DOOR = TestArea(
    id="front-door",
    name="Hospital front door",
    team="Older people's assessment team",
    hypothesis="A senior decision-maker for older people at the front door lets more of them go home the same day.",
    why_here="Kestrel Park takes two thirds of ambulance arrivals of people over 75.",
    scope=provider_scope(site=[KESTREL]),
    go_live=_single(effects.FRONT_DOOR_WEEKS, site=[KESTREL]),
    primary=Effect(
        metric="admissions_avoided",
        unit="a year",
        before=effects.AVOIDED_BEFORE,
        now=effects.AVOIDED_NOW,
        potential=effects.AVOIDED_POTENTIAL,
        effect=effects.AVOIDED_NOW - effects.AVOIDED_BEFORE,
        how="daily Poisson counts at 2,400 a year, at 3,400 a year from the go-live day",
    ),
    balancing=(
        unchanged("four_hour_share", "share", "higher"),
        unchanged("social_care_referrals", "a day", "lower", 11.0),
    ),
    potential_source=WORKSHOP,
    settle_weeks=0,
    notes="Beds are refilled: admissions in spells do not fall with the admissions avoided.",
)
DISCHARGE_HUB = TestArea(
    id="discharge-hub",
    name="Discharge hub",
    team="Complex discharge hub",
    hypothesis="One team that owns each complex discharge from ready to home shortens the wait and the package.",
    why_here="People with complex discharges wait longest, and three teams touched each of them.",
    scope=provider_scope(cohort=[HUB]),
    go_live=tuple(
        GoLive(weeks=weeks, scope=provider_scope(site=[site], cohort=[HUB]))
        for site, weeks in effects.HUB_WEEKS.items()
    ),
    primary=Effect(
        metric="days_past_ctr",
        unit="days",
        before=effects.HUB_DELAY_BEFORE,
        now=effects.HUB_DELAY_NOW,
        potential=effects.HUB_DELAY_POTENTIAL,
        effect=effects.HUB_DELAY_NOW - effects.HUB_DELAY_BEFORE,
        better="lower",
        how="gamma delays of mean 12 days; times 0.75 for people ready on or after their site's go-live day",
    ),
    also=(
        Effect(
            metric="weekly_care_cost_mean",
            unit="pounds a week",
            effect=-0.16,
            better="lower",
            how="relative: cost times 0.84 for people ready on or after their site's go-live day",
        ),
    ),
    balancing=(
        unchanged("home_share", "share", "higher", effects.HUB_HOME_SHARE, "67% on pathway 1, before and now"),
        READMISSIONS,
    ),
    potential_source=WORKSHOP,
    settle_weeks=9,
    notes="Counted by discharge date, so that the weeks just after a go-live hold both kinds of stay.",
)
COMMUNITY_TEAM = TestArea(
    id="community-team",
    name="Community team",
    team="Community therapy and care team",
    hypothesis="Therapy-led care at home lets people leave the service needing two fewer calls a day.",
    why_here="The team already sees four in ten of everybody who goes home with support.",
    scope=provider_scope(service=[effects.COMMUNITY_TEAM]),
    go_live=_single(effects.COMMUNITY_WEEKS, service=[effects.COMMUNITY_TEAM]),
    primary=Effect(
        metric="care_calls_change",
        unit="calls a day",
        before=effects.CALLS_BEFORE,
        now=effects.CALLS_NOW,
        effect=effects.CALLS_NOW - effects.CALLS_BEFORE,
        better="lower",
        how="calls at the end: on average those at the start; two fewer for people who start from the go-live day",
    ),
    balancing=(
        Effect(
            metric="ic_days_mean",
            unit="days",
            before=effects.SERVICE_DAYS,
            now=effects.SERVICE_DAYS,
            potential=effects.SERVICE_DAYS_POTENTIAL,
            better="lower",
            how="30 days in service, not touched",
        ),
        unchanged("ic_home_share", "share", "higher", 0.80),
    ),
    potential_source=WORKSHOP,
    settle_weeks=12,
)
INTERMEDIATE_BEDS = TestArea(
    id="intermediate-beds",
    name="Intermediate beds",
    team="Millrace House, 32 beds",
    hypothesis="Goals agreed on day one and weekly case reviews get more people back to their own home.",
    why_here="Only 28% went home, and staff judged that nearly half could.",
    scope=provider_scope(service=[effects.INTERMEDIATE_BEDS]),
    go_live=_single(effects.INTERMEDIATE_BEDS_WEEKS, service=[effects.INTERMEDIATE_BEDS]),
    primary=Effect(
        metric="ic_home_share",
        unit="share",
        before=effects.IC_HOME_BEFORE,
        now=effects.IC_HOME_NOW,
        effect=effects.IC_HOME_NOW - effects.IC_HOME_BEFORE,
        how="stratified draws at 28%; at 45% for people who start from the go-live day",
    ),
    balancing=(
        Effect(
            metric="ic_days_mean",
            unit="days",
            before=effects.IC_DAYS_BEFORE,
            now=effects.IC_DAYS_NOW,
            potential=effects.IC_DAYS_POTENTIAL,
            effect=effects.IC_DAYS_NOW - effects.IC_DAYS_BEFORE,
            better="lower",
            how="worse: gamma days of mean 45; mean 51 for people who start from the go-live day",
        ),
    ),
    potential_source=WORKSHOP,
    settle_weeks=16,
)
JUNIPER = TestArea(
    id="juniper",
    name="Acute mental health",
    team="Juniper ward team",
    hypothesis="A daily tracker of what each person waits for ends waits for social work and fills the day.",
    why_here="One in seven waits on Juniper was for social work, and nobody could see it.",
    scope=provider_scope(site=[KESTREL], ward=["Juniper"]),
    go_live=_single(effects.JUNIPER_WEEKS, site=[KESTREL], ward=["Juniper"]),
    primary=Effect(
        metric="discharges",
        unit="a day",
        before=effects.JUNIPER_BEFORE,
        now=effects.JUNIPER_NOW,
        effect=effects.JUNIPER_NOW - effects.JUNIPER_BEFORE,
        how="shorter stays before readiness for people admitted from the go-live day; beds refilled",
    ),
    balancing=(READMISSIONS,),
    also=(
        Effect(
            metric="waiting_for_share{social work}",
            unit="share",
            before=effects.SOCIAL_WORK_BEFORE,
            now=effects.SOCIAL_WORK_NOW,
            effect=effects.SOCIAL_WORK_NOW - effects.SOCIAL_WORK_BEFORE,
            better="lower",
            how="what each board row waits for, from the go-live day",
        ),
        Effect(
            metric="waiting_for_share{active treatment}",
            unit="share",
            before=effects.TREATMENT_BEFORE,
            now=effects.TREATMENT_NOW,
            effect=effects.TREATMENT_NOW - effects.TREATMENT_BEFORE,
            how="what each board row waits for, from the go-live day",
        ),
    ),
)
BOARD_ROUNDS = TestArea(
    id="midday-board-rounds",
    name="Midday board rounds",
    team="Medical wards at Wrenfield",
    hypothesis="A second board round at midday finds one more person a day who can go.",
    why_here="Decisions made in the morning were acted on the next day.",
    scope=provider_scope(site=[WRENFIELD], ward=list(effects.BOARD_ROUND_WARDS)),
    go_live=_single(effects.BOARD_ROUNDS_WEEKS, site=[WRENFIELD], ward=list(effects.BOARD_ROUND_WARDS)),
    primary=Effect(
        metric="discharges",
        unit="a day",
        before=effects.BOARD_ROUNDS_BEFORE,
        now=effects.BOARD_ROUNDS_NOW,
        effect=effects.BOARD_ROUNDS_NOW - effects.BOARD_ROUNDS_BEFORE,
        how="shorter stays before readiness for people admitted from the go-live day; beds refilled",
    ),
    balancing=(READMISSIONS,),
    comparison_wards=("Aspen", "Beech", "Gorse"),
)
WEEKEND = TestArea(
    id="weekend-criteria-led-discharge",
    name="Weekend criteria-led discharge",
    team="Surgical wards",
    hypothesis="Nurses who may discharge against written criteria raise weekend discharges.",
    why_here="Surgical wards have few seniors at the weekend.",
    scope=provider_scope(site=list(SITES), ward=list(effects.WEEKEND_WARDS)),
    go_live=_single(effects.WEEKEND_WEEKS, site=list(SITES), ward=list(effects.WEEKEND_WARDS)),
    primary=unchanged("weekend_ratio", "ratio", "higher", how="no effect at all"),
    balancing=(READMISSIONS, unchanged("before_noon_share", "share", "higher")),
    comparison_wards=("Cedar", "Gorse", "Hawthorn"),
    notes="Nothing was changed on these wards: no claim may be made.",
)
TEST_AREAS = (FRONT_DOOR, DISCHARGE_HUB, COMMUNITY_TEAM, INTERMEDIATE_BEDS, JUNIPER, BOARD_ROUNDS, WEEKEND)
