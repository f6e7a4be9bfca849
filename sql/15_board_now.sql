-- One row per inpatient on the newest board of each site, or, for sites without a board, per open spell.
-- Reads board, stay, calendar, delay_reason_group, setting. Key: provider, spell_id.
-- ready_date is null while the criteria are met or nothing is known. has_left: 1 where the spell was discharged after the snapshot.
select
    b.provider as provider, b.site as site, b.ward as ward, b.spell_id as spell_id,
    b.bed as bed, b.local_id as local_id, b.snapshot_at as snapshot_at,
    b.meets_criteria_to_reside as meets_criteria_to_reside,
    b.criteria_code as criteria_code, b.delay_reason as delay_reason, g.reason_group as reason_group,
    b.pathway as pathway, b.waiting_for as waiting_for, b.owner as owner,
    coalesce(b.expected_discharge_date, s.expected_discharge_date) as expected_discharge_date,
    s.cohort as cohort, s.specialty as specialty, s.age_band as age_band, s.population as population,
    ca.stat_date as admitted_on, cr.stat_date as ready_date, s.discharged_at as discharged_at,
    case when s.discharged_at is null then 0 else 1 end as has_left
from board b
join (
    select p.provider as provider, p.site as site, max(p.snapshot_at) as snapshot_at
    from board p
    group by p.provider, p.site
) l on l.provider = b.provider and l.site = b.site and l.snapshot_at = b.snapshot_at
join stay s on s.provider = b.provider and s.spell_id = b.spell_id
join calendar ca on ca.day_no = s.adm_no
left join calendar cr on cr.day_no = s.ready_no and b.meets_criteria_to_reside = 'N'
left join delay_reason_group g on g.delay_reason = b.delay_reason
union all
select
    s.provider as provider, s.site as site, s.ward as ward, s.spell_id as spell_id,
    cast(null as varchar(200)) as bed, cast(null as varchar(200)) as local_id, cast(null as timestamp) as snapshot_at,
    case when s.ready_no is null then null else 'N' end as meets_criteria_to_reside,
    cast(null as varchar(200)) as criteria_code, cast(null as varchar(200)) as delay_reason,
    cast(null as varchar(200)) as reason_group,
    s.pathway as pathway, cast(null as varchar(200)) as waiting_for, cast(null as varchar(200)) as owner,
    s.expected_discharge_date as expected_discharge_date,
    s.cohort as cohort, s.specialty as specialty, s.age_band as age_band, s.population as population,
    ca.stat_date as admitted_on, cr.stat_date as ready_date, s.discharged_at as discharged_at,
    0 as has_left
from stay s
join calendar ca on ca.day_no = s.adm_no
left join calendar cr on cr.day_no = s.ready_no
left join (select distinct p.provider as provider, p.site as site from board p) o
    on o.provider = s.provider and o.site = s.site
where s.dis_no is null and o.site is null
