-- One row per patient of the population and covered day: the census (contract, section 2). patients is 1 in every row.
-- Reads board_census, night, night_ward, board_last, stay, cover_day. Key: provider, spell_id, stat_date (spell_id itself is left out).
-- Where a site has a board on the day, its census is the board's rows with their status and ward; elsewhere the spells' nights,
-- in the ward of a ward stay or else the spell's last ward, without those patients whom another site's board counts that day.
-- stay_days is in midnights. not_meeting: 1 where the criteria to reside are not met. from_board, status_recorded: 0 or 1.
select
    c.stat_date as stat_date,
    s.provider as provider,
    b.site as site,
    b.ward as ward,
    s.specialty as specialty,
    b.pathway as pathway,
    s.age_band as age_band,
    s.sex as sex,
    s.ethnicity as ethnicity,
    s.imd_decile as imd_decile,
    s.local_authority as local_authority,
    s.cohort as cohort,
    b.delay_reason as delay_reason,
    b.reason_group as reason_group,
    b.waiting_for as waiting_for,
    b.owner as owner,
    1 as patients,
    b.day_no - s.adm_no as stay_days,
    case when b.meets_criteria_to_reside = 'N' then 1 else 0 end as not_meeting,
    1 as from_board,
    case when b.meets_criteria_to_reside in ('Y', 'N') then 1 else 0 end as status_recorded
from board_census b
join stay s on s.provider = b.provider and s.spell_id = b.spell_id
join cover_day c on c.feed = 'spells' and c.provider = b.provider and c.day_no = b.day_no
where s.population = 1
union all
select
    c.stat_date as stat_date,
    s.provider as provider,
    n.site as site,
    n.ward as ward,
    s.specialty as specialty,
    s.pathway as pathway,
    s.age_band as age_band,
    s.sex as sex,
    s.ethnicity as ethnicity,
    s.imd_decile as imd_decile,
    s.local_authority as local_authority,
    s.cohort as cohort,
    cast(null as varchar(200)) as delay_reason,
    cast(null as varchar(200)) as reason_group,
    cast(null as varchar(200)) as waiting_for,
    cast(null as varchar(200)) as owner,
    1 as patients,
    n.day_no - s.adm_no as stay_days,
    case when s.ready_no < n.day_no then 1 else 0 end as not_meeting,
    0 as from_board,
    0 as status_recorded
from (
    select m.provider as provider, m.spell_id as spell_id, m.day_no as day_no,
           coalesce(w.site, m.site) as site, coalesce(w.ward, m.ward) as ward
    from night m
    left join night_ward w on w.provider = m.provider and w.spell_id = m.spell_id and w.day_no = m.day_no
    left join board_last l on l.provider = m.provider and l.site = coalesce(w.site, m.site) and l.day_no = m.day_no
    where l.snapshot_at is null
) n
join stay s on s.provider = n.provider and s.spell_id = n.spell_id
join cover_day c on c.feed = 'spells' and c.provider = n.provider and c.day_no = n.day_no
left join board_census b on b.provider = n.provider and b.spell_id = n.spell_id and b.day_no = n.day_no
where b.snapshot_at is null
