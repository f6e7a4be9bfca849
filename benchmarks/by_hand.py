"""Every metric of the catalogue by hand: the DuckDB query that someone would write for the numbers a week.

A query gives period_start, [place,] value. It knows no gaps, partial weeks or groups without rows: it counts the rows
there are, which in the demonstration hospital gives the same values.
"""

from __future__ import annotations

DELAY = "coalesce(delay_days, 0)"
MINUTE = "discharge_minute"
FOLLOWED = "eligible = 1 and person_known = 1 and days_followed >= 29"
SUPPORTED = "eligible = 1 and pathway in ('1', '2', '3') and support_wait_seconds is not null"
HOME = "eligible = 1 and pathway is not null"
USUAL = "eligible = 1 and destination is not null and destination <> '99'"
ALL = "count(*)"
TRUSTS = "provider <> 'ENG'"  # England's own row is the sum of the others


def _share(condition: str) -> str:
    return f"count(*) filter ({condition}) / count(*)"


# key: table, value, which rows. {days}, {weekend_days}, {weekdays}: how many of the week's days are covered; a ward
# without patients on a day is covered that day all the same, so they are the hospital's.
BY_HAND: dict[str, tuple[str, str, str]] = {
    "discharges": ("discharge", ALL, "eligible = 1"),
    "days_past_ctr": ("discharge", f"sum({DELAY}) / count(*)", "eligible = 1"),
    "days_past_ctr_delayed": ("discharge", f"sum({DELAY}) / nullif(count(*) filter ({DELAY} >= 1), 0)", "eligible = 1"),
    "days_past_ctr_median": ("discharge", f"quantile_disc({DELAY}, 0.5)", "eligible = 1"),
    "days_past_ctr_p90": ("discharge", f"quantile_disc({DELAY}, 0.9)", "eligible = 1"),
    "bed_days_past_ctr": ("discharge", f"sum({DELAY})", "eligible = 1"),
    "on_ready_date_share": ("discharge", _share(f"{DELAY} = 0"), "eligible = 1"),
    "ready_date_completeness": ("discharge", "count(delay_days) / count(*)", "eligible = 1"),
    "los_mean": ("discharge", "avg(stay_days)", "eligible = 1"),
    "los_median": ("discharge", "quantile_disc(stay_days, 0.5)", "eligible = 1"),
    "before_noon_share": ("discharge", _share(f"{MINUTE} < 720"), "eligible = 1"),
    "by_1700_share": ("discharge", _share(f"{MINUTE} <= 1020"), "eligible = 1"),
    "weekend_ratio": (
        "discharge",
        "(count(*) filter (isodow(stat_date) >= 6) / {weekend_days})"
        " / nullif(count(*) filter (isodow(stat_date) < 6) / {weekdays}, 0)",
        "eligible = 1",
    ),
    "readmission_30d_share": ("discharge", _share("days_to_return <= 29"), FOLLOWED),
    "support_within_24h_share": ("discharge", _share("support_wait_seconds <= 86400"), SUPPORTED),
    "weekly_care_cost_mean": ("discharge", "avg(weekly_care_cost)", "eligible = 1"),
    "home_share": ("discharge", _share("pathway in ('0', '1')"), HOME),
    **{
        f"pathway_{pathway}_share": ("discharge", _share(f"pathway = '{pathway}'"), HOME)
        for pathway in "0123"
    },
    "usual_residence_share": ("discharge", _share("destination in ('19', '29')"), USUAL),
    "inpatients": ("census", "count(*) / {days}", "true"),
    "nctr": ("census", "sum(not_meeting) / {days}", "true"),
    "nctr_share": ("census", "sum(not_meeting) / count(*)", "true"),
    "nctr_bed_days": ("census", "sum(not_meeting)", "true"),
    **{f"stay_{n}_plus": ("census", f"count(*) filter (stay_days >= {n}) / {{days}}", "true") for n in (7, 14, 21)},
    **{f"stay_{n}_plus_share": ("census", _share(f"stay_days >= {n}"), "true") for n in (14, 21)},
    "occupancy": ("bed_day", "sum(occupied) / sum(beds_open)", "true"),
    "status_recorded_share": ("census", "sum(status_recorded) / count(*)", "from_board = 1"),
    "four_hour_share": ("front_door_day", "sum(within_4_hours) / sum(attendances)", "true"),
    "handover_15_share": ("front_door_day", "sum(handovers_within_15) / sum(handovers)", "true"),
    "handover_30_share": ("front_door_day", "sum(handovers_within_30) / sum(handovers)", "true"),
    "admissions_avoided": ("front_door_day", "sum(admissions_avoided)", "true"),
    "social_care_referrals": ("front_door_day", "sum(social_care_referrals)", "true"),
    "failed_discharge_share": ("planned_discharge", "sum(failed) / count(*)", "true"),
    "ic_within_24h_share": (
        "ic_episode", _share("wait_seconds <= 86400"), "event = 'start' and wait_seconds is not null",
    ),
    "ic_days_mean": ("ic_episode", "avg(days_in_service)", "event = 'end'"),
    "ic_home_share": (
        "ic_episode", _share("destination = 'home'"), "event = 'end' and destination is not null",
    ),
    "care_calls_change": ("ic_episode", "avg(care_calls_change)", "event = 'end'"),
    **{
        f"sitrep_{name}": ("return_day", "sum(return_value) / {days}", f"measure = '{name}' and {TRUSTS}")
        for name in ("nctr", "remaining", "stay_7_plus", "stay_14_plus", "stay_21_plus")
    },
    "sitrep_discharged": ("return_day", "sum(return_value)", f"measure = 'discharged' and {TRUSTS}"),
    **{
        f"sitrep_{name}": (
            "return_day",
            f"sum(return_value) filter (measure = '{part}') / sum(return_value) filter (measure = '{whole}')",
            f"measure in ('{part}', '{whole}') and {TRUSTS}",
        )
        for name, part, whole in (
            ("by_1700_share", "discharged_by_1700", "discharged"),
            ("occupancy", "beds_occupied", "beds_open"),
        )
    },
}  # fmt: skip


def query(key: str, by: str | None = None) -> str:
    """The query for a metric a week, split by a place or not."""
    table, value, where = BY_HAND[key]
    feed = f"returns {key.removeprefix('sitrep_')}" if table == "return_day" else "spells"
    days = (
        "select date_trunc('week', stat_date) as week, count(distinct stat_date) as days,"
        " count(distinct stat_date) filter (isodow(stat_date) >= 6) as weekend_days,"
        " count(distinct stat_date) filter (isodow(stat_date) < 6) as weekdays"
        f" from cover_day where feed = '{feed}' group by all"
    )
    named = {name: f"any_value(d.{name})" for name in ("days", "weekend_days", "weekdays")}
    join = f" join ({days}) d on d.week = date_trunc('week', stat_date)" if "{" in value else ""
    return (
        f"select cast(date_trunc('week', stat_date) as date) as period_start, {f'{by}, ' if by else ''}"
        f"cast({value.format(**named)} as double) as value from {table}{join} where {where} group by all"
    )
