"""Every metric a second time, by hand: DuckDB SQL from the typed tables, one text a metric.

None of the project's facts or definitions is used. BASES are steps that several texts share, in their order; `{grain}`
is day, week or month. A text gives p (first day of the period) and n, d (the value is n / d, or n where d is null), or
p and value. Each joins from the table `periods` of its feed: p, days, weekend_days, weekdays, partial.
"""

from __future__ import annotations

RETURNED = (
    "nctr", "remaining", "discharged", "discharged_by_1700", "beds_open", "beds_occupied", "stay_7_plus",
    "stay_14_plus", "stay_21_plus",
)  # fmt: skip

BASES = {
    "spell_cover": """
        select provider, unnest(generate_series(first, last, interval 1 day))::date as day
        from (select provider, min(discharged_at)::date as first,
                     max(greatest(admitted_at, coalesce(discharged_at, admitted_at)))::date as last
              from spells group by provider)
        where first is not null""",
    "failed_cover": """
        select provider, unnest(generate_series(min(planned_on), max(planned_on), interval 1 day))::date as day
        from failed_discharges group by provider""",
    "both_cover": "select provider, day from failed_cover intersect select provider, day from spell_cover",
    "front_door_cover": """
        select provider, unnest(generate_series(min(date), max(date), interval 1 day))::date as day
        from front_door group by provider""",
    "ic_cover": """
        select provider, unnest(generate_series(first, last, interval 1 day))::date as day
        from (select provider, min(started_at)::date as first, max(coalesce(ended_at, started_at))::date as last
              from intermediate_care group by provider)
        where first is not null""",
    "delayed_cover": """
        select provider, unnest(generate_series(min(period_start), max(period_end), interval 1 day))::date as day
        from delayed_days group by provider""",
    "chc_cover": """
        select provider, unnest(generate_series(min(decided_on), max(greatest(checklist_on, decided_on)),
                                                interval 1 day))::date as day
        from chc group by provider""",
    # the demonstration hospital has one provider, so its reviews are that provider's
    "review_cover": """
        select (select any_value(provider) from spells) as provider,
               unnest(generate_series(min(reviewed_on), max(reviewed_on), interval 1 day))::date as day
        from case_reviews having count(*) > 0""",
    # the unbroken run of N at the end of a spell's board rows: no Y from it on
    "run_of_n": """
        select provider, spell_id, min(snapshot_at)::date as first_n
        from (select *, count(*) filter (where meets_criteria_to_reside = 'Y')
                            over (partition by provider, spell_id order by snapshot_at desc) as met_later
              from board where meets_criteria_to_reside is not null)
        where met_later = 0 group by provider, spell_id""",
    "adults": """
        select s.*, admitted_at::date as adm, discharged_at::date as dis,
               coalesce(discharge_ready_date, criteria_not_met_at::date,
                        case when first_n between admitted_at::date and coalesce(discharged_at::date, date '9999-12-31')
                             then first_n end) as ready
        from spells s left join run_of_n using (provider, spell_id)
        where age >= 18 and patient_classification = '1' and admission_method not in ('31', '32', '82', '83')""",
    "eligible": """
        select a.*, coalesce(dis - ready, 0) as delay
        from adults a join spell_cover c on c.provider = a.provider and c.day = dis
        where dis > adm and (discharge_method is null or discharge_method not in ('4', '5'))
          and (discharge_destination is null or discharge_destination not in
               ('79', '30', '48', '49', '50', '51', '52', '53', '84', '87', '98'))""",
    # the expected dates that a stay's boards gave, in time order
    "given_dates": """
        select provider, spell_id,
               list(expected_discharge_date order by snapshot_at, site)
                   filter (where expected_discharge_date is not null) as given
        from board group by provider, spell_id""",
    "expected": """
        select e.*, coalesce(given[1], expected_discharge_date) as hoped,
               case when given is not null then len(list_filter(list_zip(given[:-2], given[2:]), lambda x: x[2] > x[1]))
                    end as moved_on,
               exists (from spells k where k.provider = e.provider and k.expected_date_set_at is not null) as kept
        from eligible e left join given_dates using (provider, spell_id)""",
    "last_boards": """
        select *, snapshot_at::date as day from board
        qualify snapshot_at = max(snapshot_at) over (partition by provider, site, snapshot_at::date)""",
    "board_rows": """
        select * from last_boards
        qualify row_number() over (partition by provider, spell_id, day order by snapshot_at desc, site) = 1""",
    "census": """
        select b.provider, b.site, b.ward, b.day, b.day - a.adm as stay, b.meets_criteria_to_reside as status,
               coalesce(b.meets_criteria_to_reside = 'N', false) as not_meeting, true as on_board
        from board_rows b join adults a using (provider, spell_id)
             join spell_cover c on c.provider = b.provider and c.day = b.day
        union all
        select a.provider, a.site, a.ward, c.day, c.day - a.adm, null, coalesce(a.ready < c.day, false), false
        from adults a join spell_cover c
             on c.provider = a.provider and c.day > a.adm and c.day <= coalesce(a.dis, c.day)
        where not exists (from last_boards l where l.provider = a.provider and l.site = a.site and l.day = c.day)
          and not exists (from board_rows b
                          where b.provider = a.provider and b.spell_id = a.spell_id and b.day = c.day)""",
    "own_returns": "from returns where value is not null and provider <> 'ENG'",
    **{
        f"{measure}_cover": f"select distinct provider, date as day from own_returns where measure = '{measure}'"
        for measure in RETURNED
    },
    "by_1700_cover": "from discharged_cover intersect from discharged_by_1700_cover",
    "occupied_cover": "from beds_open_cover intersect from beds_occupied_cover",
    "stayed_cover": "from remaining_cover intersect from nctr_cover",
    "left_cover": "from discharged_cover intersect from nctr_cover",
    "ready_cover": "from remaining_cover intersect from beds_occupied_cover",
    "long_stay_cover": "from stay_21_plus_cover intersect from beds_occupied_cover",
    **{
        f"{source}_cover": "select distinct code as provider,"
        " unnest(generate_series(period_start, period_end, interval 1 day))::date as day"
        f" from published_figures where source = '{source}' and level = 'provider'"
        for source in ("drd", "drd_bands", "ae", "beds", "reasons")
    },
}

# The first and last period of a feed and all between; partial unless each provider covers every day, or, for returns,
# each provider that covers any of it.
PERIODS = """
    with axis as (
        select unnest(generate_series(date_trunc('{grain}', min(day)), date_trunc('{grain}', max(day)),
                                      interval 1 {grain}))::date as p from {cover}),
    counted as (
        select p, count(distinct day) as days, count(distinct day) filter (where isodow(day) >= 6) as weekend_days,
               count(day) as provider_days, count(distinct provider) as providers,
               datediff('day', p, (p + interval 1 {grain})::date) as length
        from axis left join {cover} on date_trunc('{grain}', day) = p group by p)
    select p, days, weekend_days, days - weekend_days as weekdays,
           provider_days = 0 or provider_days < length * {providers} as partial
    from counted"""

_ELIGIBLE = "periods left join eligible on date_trunc('{grain}', dis) = p group by p"
_EXPECTED = "periods left join expected on date_trunc('{grain}', dis) = p group by p"
_CENSUS = "periods left join census on date_trunc('{grain}', day) = p group by p, days"
_DOOR = "periods left join front_door on date_trunc('{grain}', date) = p"
_STARTED = "periods left join intermediate_care on date_trunc('{grain}', started_at) = p"
_ENDED = "periods left join intermediate_care on date_trunc('{grain}', ended_at) = p"
_DECIDED = "periods left join chc on date_trunc('{grain}', decided_on) = p group by p"
_REVIEWED = "periods left join case_reviews on date_trunc('{grain}', reviewed_on) = p group by p"
# by month only: every period of the extract is one
_DELAYED = "periods left join delayed_days on period_start = p group by p, days"
RESIDENTS = 500_000
_RANKED = """
    select p, min({value}) filter (where share >= {q}) as value
    from (select p, {value}, case when {value} is not null then cume_dist() over (partition by p order by {value}) end
                 as share
          from periods left join eligible on date_trunc('{{grain}}', dis) = p) group by p"""


def _published(source: str, select: str) -> tuple[str, str]:
    """By month only, as all the figures of the extract are; v is the figure and m what it counts."""
    return f"{source}_cover", (
        f"select p, {select} from periods left join (select period_start, value as v, measure as m,"
        f" period_end - period_start + 1 as days_of from published_figures where source = '{source}'"
        " and level = 'provider') f on f.period_start = p group by p, days"
    )


def _parts(top: str, bottom: str) -> str:
    """The sums of measures that are like two patterns."""
    return f"sum(v) filter (where m similar to '{top}') as n, sum(v) filter (where m similar to '{bottom}') as d"


def _in_time(departments: str) -> str:
    waited = f"coalesce(sum(v) filter (where m similar to 'over_4_hours_({departments})'), 0)"
    return f"sum(v) filter (where m similar to 'attendances_({departments})') - {waited} as n, " + (
        f"sum(v) filter (where m similar to 'attendances_({departments})') as d"
    )


def _returned(select: str, where: str, cover: str) -> str:
    return (
        f"select p, {select} from periods left join (select r.* from own_returns r join {cover} c"
        f" on c.provider = r.provider and c.day = r.date where {where}) r"
        " on date_trunc('{grain}', r.date) = p group by p, days"
    )


def _returned_stock(measure: str) -> str:
    return _returned("coalesce(sum(value), 0) as n, days as d", f"measure = '{measure}'", f"{measure}_cover")


def _returned_share(part: str, whole: str, cover: str) -> str:
    top, bottom = (f"coalesce(sum(value) filter (where measure = '{name}'), 0)" for name in (part, whole))
    return _returned(f"{top} as n, {bottom} as d", "true", cover)


# metric -> (the cover its periods come from, the text)
QUERIES: dict[str, tuple[str, str]] = {
    "discharges": ("spell_cover", f"select p, count(spell_id) as n, null as d from {_ELIGIBLE}"),
    "days_past_ctr": ("spell_cover", f"select p, sum(delay) as n, count(spell_id) as d from {_ELIGIBLE}"),
    "days_past_ctr_delayed": (
        "spell_cover", f"select p, sum(delay) as n, count(*) filter (where delay > 0) as d from {_ELIGIBLE}"),
    "days_past_ctr_median": ("spell_cover", _RANKED.format(value="delay", q=0.5)),
    "days_past_ctr_p90": ("spell_cover", _RANKED.format(value="delay", q=0.9)),
    "bed_days_past_ctr": ("spell_cover", f"select p, coalesce(sum(delay), 0) as n, null as d from {_ELIGIBLE}"),
    "on_ready_date_share": (
        "spell_cover", f"select p, count(*) filter (where delay = 0) as n, count(spell_id) as d from {_ELIGIBLE}"),
    "ready_date_completeness": ("spell_cover", f"select p, count(ready) as n, count(spell_id) as d from {_ELIGIBLE}"),
    "los_mean": ("spell_cover", f"select p, sum(dis - adm) as n, count(spell_id) as d from {_ELIGIBLE}"),
    "los_median": ("spell_cover", _RANKED.format(value="dis - adm", q=0.5).replace(
        "select p, dis - adm,", "select p, dis, adm,")),
    "before_noon_share": (
        "spell_cover",
        f"select p, count(*) filter (where discharged_at::time < '12:00') as n, count(spell_id) as d from {_ELIGIBLE}"),
    "by_1700_share": (
        "spell_cover",
        f"select p, count(*) filter (where discharged_at::time < '17:01') as n, count(spell_id) as d from {_ELIGIBLE}"),
    "weekend_ratio": (
        "spell_cover",
        """select p, ends / nullif(any_value(weekend_days), 0) / nullif(rest / nullif(any_value(weekdays), 0), 0)
                     as value
           from (select p, weekend_days, weekdays, count(spell_id) filter (where isodow(dis) >= 6) as ends,
                        count(spell_id) filter (where isodow(dis) < 6) as rest
                 from periods left join eligible on date_trunc('{grain}', dis) = p group by all)
           group by p, ends, rest"""),
    "readmission_30d_share": (
        "spell_cover",
        """select p, count(*) filter (where back) as n, count(spell_id) as d
           from periods left join (
               select e.*, exists (from spells r where r.provider = e.provider and r.person_id = e.person_id
                                   and r.spell_id <> e.spell_id and r.admission_method like '2%'
                                   and r.admitted_at >= e.discharged_at and r.admitted_at::date - e.dis <= 29) as back
               from eligible e
               where person_id is not null
                 and exists (from spell_cover c where c.provider = e.provider and c.day = e.dis + 29)
           ) on date_trunc('{grain}', dis) = p group by p"""),
    "support_within_24h_share": (
        "spell_cover",
        """select p, count(*) filter (where support_started_at - criteria_not_met_at <= interval 24 hour) as n,
                  count(spell_id) as d
           from periods left join (
               from eligible where pathway in ('1', '2', '3')
               and support_started_at is not null and criteria_not_met_at is not null
           ) on date_trunc('{grain}', dis) = p group by p"""),
    "expected_set_48h_share": (
        "spell_cover",
        """select p, count(*) filter (where expected_date_set_at - admitted_at <= interval 48 hour) as n,
                  count(spell_id) as d
           from periods left join (from expected where kept and discharged_at - admitted_at >= interval 48 hour)
                on date_trunc('{grain}', dis) = p group by p"""),
    "expected_slips_mean": (
        "spell_cover", f"select p, sum(moved_on) as n, count(moved_on) as d from {_EXPECTED}"),
    "expected_within_day_share": (
        "spell_cover",
        f"select p, count(*) filter (where dis - hoped between -1 and 1) as n, count(hoped) as d from {_EXPECTED}"),
    "expected_days_late": (
        "spell_cover", f"select p, sum(dis - hoped) as n, count(hoped) as d from {_EXPECTED}"),
    "weekly_care_cost_mean": (
        "spell_cover", f"select p, sum(weekly_care_cost) as n, count(weekly_care_cost) as d from {_ELIGIBLE}"),
    "home_share": (
        "spell_cover",
        f"select p, count(*) filter (where pathway in ('0', '1')) as n, count(pathway) as d from {_ELIGIBLE}"),
    "pathway_0_share": (
        "spell_cover", f"select p, count(*) filter (where pathway = '0') as n, count(pathway) as d from {_ELIGIBLE}"),
    "pathway_1_share": (
        "spell_cover", f"select p, count(*) filter (where pathway = '1') as n, count(pathway) as d from {_ELIGIBLE}"),
    "pathway_2_share": (
        "spell_cover", f"select p, count(*) filter (where pathway = '2') as n, count(pathway) as d from {_ELIGIBLE}"),
    "pathway_3_share": (
        "spell_cover", f"select p, count(*) filter (where pathway = '3') as n, count(pathway) as d from {_ELIGIBLE}"),
    "usual_residence_share": (
        "spell_cover",
        "select p, count(*) filter (where discharge_destination in ('19', '29')) as n,"
        f" count(nullif(discharge_destination, '99')) as d from {_ELIGIBLE}"),
    "inpatients": ("spell_cover", f"select p, count(stay) as n, days as d from {_CENSUS}"),
    "nctr": ("spell_cover", f"select p, count(*) filter (where not_meeting) as n, days as d from {_CENSUS}"),
    "nctr_share": (
        "spell_cover", f"select p, count(*) filter (where not_meeting) as n, count(stay) as d from {_CENSUS}"),
    "nctr_bed_days": ("spell_cover", f"select p, count(*) filter (where not_meeting) as n, null as d from {_CENSUS}"),
    "stay_7_plus": ("spell_cover", f"select p, count(*) filter (where stay >= 7) as n, days as d from {_CENSUS}"),
    "stay_14_plus": ("spell_cover", f"select p, count(*) filter (where stay >= 14) as n, days as d from {_CENSUS}"),
    "stay_21_plus": ("spell_cover", f"select p, count(*) filter (where stay >= 21) as n, days as d from {_CENSUS}"),
    "stay_14_plus_share": (
        "spell_cover", f"select p, count(*) filter (where stay >= 14) as n, count(stay) as d from {_CENSUS}"),
    "stay_21_plus_share": (
        "spell_cover", f"select p, count(*) filter (where stay >= 21) as n, count(stay) as d from {_CENSUS}"),
    "status_recorded_share": (
        "spell_cover", f"select p, count(status) as n, count(*) filter (where on_board) as d from {_CENSUS}"),
    "occupancy": (
        "spell_cover",
        """select p, sum(occupied) as n, sum(beds_open) as d
           from periods left join (
               select b.*, (select count(*) from census k where k.provider = b.provider and k.site = b.site
                            and k.ward = b.ward and k.day = b.date) as occupied
               from beds b join spell_cover c on c.provider = b.provider and c.day = b.date
           ) on date_trunc('{grain}', date) = p group by p"""),
    "failed_discharge_share": (
        "both_cover",
        """select p, count(*) filter (where failed) as n, count(failed) as d
           from periods left join (
               select provider, planned_on as day, true as failed from failed_discharges
               union all select provider, dis, false from eligible
           ) x on date_trunc('{grain}', day) = p and exists (
               from both_cover c where c.provider = x.provider and c.day = x.day) group by p"""),
    "four_hour_share": (
        "front_door_cover",
        f"select p, sum(within_4_hours) as n, sum(attendances) as d from {_DOOR}"
        " and attendances is not null and within_4_hours is not null group by p"),
    "handover_15_share": (
        "front_door_cover",
        f"select p, sum(handovers_within_15) as n, sum(handovers) as d from {_DOOR}"
        " and handovers is not null and handovers_within_15 is not null group by p"),
    "handover_30_share": (
        "front_door_cover",
        f"select p, sum(handovers_within_30) as n, sum(handovers) as d from {_DOOR}"
        " and handovers is not null and handovers_within_30 is not null group by p"),
    "handover_60_share": (
        "front_door_cover",
        f"select p, sum(handovers_within_60) as n, sum(handovers) as d from {_DOOR}"
        " and handovers is not null and handovers_within_60 is not null group by p"),
    "admissions_avoided": (
        "front_door_cover", f"select p, sum(admissions_avoided) as n, null as d from {_DOOR} group by p"),
    "social_care_referrals": (
        "front_door_cover", f"select p, sum(social_care_referrals) as n, null as d from {_DOOR} group by p"),
    "ic_within_24h_share": (
        "ic_cover",
        "select p, count(*) filter (where started_at - referred_at <= interval 24 hour) as n,"
        f" count(started_at - referred_at) as d from {_STARTED} group by p"),
    "ic_days_mean": (
        "ic_cover",
        "select p, sum(ended_at::date - started_at::date) as n, count(ended_at::date - started_at::date) as d"
        f" from {_ENDED} group by p"),
    "ic_home_share": (
        "ic_cover",
        "select p, count(*) filter (where destination = 'home') as n, count(destination) as d"
        f" from {_ENDED} group by p"),
    "care_calls_change": (
        "ic_cover",
        "select p, sum(care_calls_end - care_calls_start) as n, count(care_calls_end - care_calls_start) as d"
        f" from {_ENDED} group by p"),
    "dtoc_beds": ("delayed_cover", f"select p, coalesce(sum(delayed_days), 0) as n, days as d from {_DELAYED}"),
    "dtoc_rate": (
        "delayed_cover",
        f"select p, coalesce(sum(delayed_days), 0) / {RESIDENTS} * 100000 as n, days as d from {_DELAYED}"),
    "improvable_share": (
        "review_cover",
        f"select p, count(*) filter (where improvable = 'Y') as n, count(improvable) as d from {_REVIEWED}"),
    "wrong_setting_share": (
        "review_cover",
        "select p, count(*) filter (where actual_pathway <> ideal_pathway) as n,"
        f" count(actual_pathway || ideal_pathway) as d from {_REVIEWED}"),
    "chc_28_day_share": (
        "chc_cover",
        "select p, count(*) filter (where decided_on - checklist_on <= 28) as n, count(referral_id) as d"
        f" from {_DECIDED}"),
    "chc_acute_share": (
        "chc_cover",
        f"select p, count(*) filter (where setting = 'acute') as n, count(referral_id) as d from {_DECIDED}"),
    "drd_days_mean": _published("drd", _parts("bed_days", "total")),
    "drd_days_mean_delayed": _published("drd", _parts("bed_days", "delayed")),
    "drd_same_day_share": _published("drd", _parts("same_day", "total")),
    "drd_within_1_day_share": _published("drd_bands", _parts("delay_(0|1)", "delay_.*")),
    "drd_7_plus_share": _published("drd_bands", _parts("delay_(7_13|14_20|21_plus)", "delay_.*")),
    "drd_14_plus_share": _published("drd_bands", _parts("delay_(14_20|21_plus)", "delay_.*")),
    "drd_21_plus_share": _published("drd_bands", _parts("delay_21_plus", "delay_.*")),
    "ae_four_hour_share": _published("ae", _in_time("(booked_)?(type_1|type_2|other)")),
    "ae_four_hour_type_1_share": _published("ae", _in_time("(booked_)?type_1")),
    "beds_adult_occupancy": _published(
        "beds",
        "sum(v * days_of) filter (where m = 'adult_general_acute_occupied') as n,"
        " sum(v * days_of) filter (where m = 'adult_general_acute_open') as d"),
    "published_delayed_people": _published("reasons", "sum(v * days_of) as n, days as d"),
    "sitrep_not_discharged_share": ("stayed_cover", _returned_share("remaining", "nctr", "stayed_cover")),
    "sitrep_discharged_share": ("left_cover", _returned_share("discharged", "nctr", "left_cover")),
    "sitrep_remaining_per_bed": ("ready_cover", _returned_share("remaining", "beds_occupied", "ready_cover")),
    "sitrep_stay_21_plus_share": (
        "long_stay_cover", _returned_share("stay_21_plus", "beds_occupied", "long_stay_cover")),
    "sitrep_nctr": ("nctr_cover", _returned_stock("nctr")),
    "sitrep_remaining": ("remaining_cover", _returned_stock("remaining")),
    "sitrep_discharged": (
        "discharged_cover",
        _returned("case when days > 0 then coalesce(sum(value), 0) end as n, null as d", "measure = 'discharged'",
                  "discharged_cover")),
    "sitrep_by_1700_share": ("by_1700_cover", _returned_share("discharged_by_1700", "discharged", "by_1700_cover")),
    "sitrep_occupancy": ("occupied_cover", _returned_share("beds_occupied", "beds_open", "occupied_cover")),
    "sitrep_stay_7_plus": ("stay_7_plus_cover", _returned_stock("stay_7_plus")),
    "sitrep_stay_14_plus": ("stay_14_plus_cover", _returned_stock("stay_14_plus")),
    "sitrep_stay_21_plus": ("stay_21_plus_cover", _returned_stock("stay_21_plus")),
}  # fmt: skip
