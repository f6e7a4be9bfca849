-- One row per hospital provider spell, open or finished, with its dates as day numbers.
-- Reads spells, board_ready, calendar, setting. Key: provider, spell_id.
-- population: adults in ordinary beds, no maternity or births (contract, section 2).
-- ready_no: discharge ready date, else the date of criteria_not_met_at, else the board's last run of N if it falls inside the stay.
-- board_ready_ignored: 1 where the board's run would lie outside the stay. dis_no is null while the patient is in hospital.
select
    s.provider as provider,
    s.site as site,
    s.ward as ward,
    s.spell_id as spell_id,
    s.person_id as person_id,
    s.specialty as specialty,
    s.pathway as pathway,
    case
        when s.age < 18 then '0-17' when s.age < 65 then '18-64' when s.age < 75 then '65-74'
        when s.age < 85 then '75-84' else '85+'
    end as age_band,
    s.sex as sex,
    s.ethnicity as ethnicity,
    s.imd_decile as imd_decile,
    s.local_authority as local_authority,
    s.cohort as cohort,
    s.admission_method as admission_method,
    s.discharge_destination as destination,
    s.admitted_at as admitted_at,
    s.discharged_at as discharged_at,
    s.expected_discharge_date as expected_discharge_date,
    s.weekly_care_cost as weekly_care_cost,
    ca.day_no as adm_no,
    cd.day_no as dis_no,
    coalesce(cr.day_no, case
        when cb.day_no >= ca.day_no and (cd.day_no is null or cb.day_no <= cd.day_no) then cb.day_no
    end) as ready_no,
    case
        when cr.day_no is null and (cb.day_no < ca.day_no or cb.day_no > cd.day_no) then 1 else 0
    end as board_ready_ignored,
    cast(extract(hour from s.discharged_at) * 60 + extract(minute from s.discharged_at) as integer) as discharge_minute,
    cast(
        (cu.day_no - cn.day_no) * 86400
        + (extract(hour from s.support_started_at) - extract(hour from s.criteria_not_met_at)) * 3600
        + (extract(minute from s.support_started_at) - extract(minute from s.criteria_not_met_at)) * 60
        + (floor(extract(second from s.support_started_at)) - floor(extract(second from s.criteria_not_met_at)))
    as integer) as support_wait_seconds,
    case
        when s.age >= t.adult_age and s.patient_classification = '1'
            and s.admission_method not in ('31', '32', '82', '83') then 1 else 0
    end as population,
    case
        when coalesce(s.discharge_method, '') in ('4', '5') or coalesce(s.discharge_destination, '') = '79' then 1 else 0
    end as died,
    case
        when coalesce(s.discharge_destination, '') in ('30', '48', '49', '50', '51', '52', '53', '84', '87') then 1 else 0
    end as moved_hospital
from spells s
cross join setting t
join calendar ca on ca.stat_date = cast(s.admitted_at as date)
left join calendar cd on cd.stat_date = cast(s.discharged_at as date)
left join calendar cr on cr.stat_date = coalesce(s.discharge_ready_date, cast(s.criteria_not_met_at as date))
left join board_ready r on r.provider = s.provider and r.spell_id = s.spell_id
left join calendar cb on cb.stat_date = r.run_day
left join calendar cn on cn.stat_date = cast(s.criteria_not_met_at as date)
left join calendar cu on cu.stat_date = cast(s.support_started_at as date)
order by cd.day_no
