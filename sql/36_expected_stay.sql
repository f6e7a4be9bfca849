-- One row per eligible discharge (as in discharge) on a covered day: what was expected of it. patients is 1 in every row.
-- Reads stay, spells, cover_day, calendar, expected_move. Key: provider, spell_id. stat_date is the day of discharge.
-- first_expected_on: the first date on the board, else the spell's own. slips, brought: null where no board gave a date.
-- set_seconds: from admission until the date was set; stay_seconds: until discharge; both by the wall clock.
-- times_kept: 1 where the provider's spells carry the time of setting at all, so that a missing one means not set.
select
    c.stat_date as stat_date,
    s.provider as provider,
    s.site as site,
    s.ward as ward,
    s.specialty as specialty,
    s.pathway as pathway,
    s.age_band as age_band,
    s.sex as sex,
    s.ethnicity as ethnicity,
    s.imd_decile as imd_decile,
    s.local_authority as local_authority,
    s.cohort as cohort,
    1 as patients,
    coalesce(m.first_on, s.expected_discharge_date) as first_expected_on,
    m.slips as slips,
    m.brought as brought,
    cast(
        (ce.day_no - s.adm_no) * 86400
        + (extract(hour from p.expected_date_set_at) - extract(hour from s.admitted_at)) * 3600
        + (extract(minute from p.expected_date_set_at) - extract(minute from s.admitted_at)) * 60
        + (floor(extract(second from p.expected_date_set_at)) - floor(extract(second from s.admitted_at)))
    as integer) as set_seconds,
    cast(
        (s.dis_no - s.adm_no) * 86400
        + (extract(hour from s.discharged_at) - extract(hour from s.admitted_at)) * 3600
        + (extract(minute from s.discharged_at) - extract(minute from s.admitted_at)) * 60
        + (floor(extract(second from s.discharged_at)) - floor(extract(second from s.admitted_at)))
    as integer) as stay_seconds,
    case when k.provider is null then 0 else 1 end as times_kept
from stay s
left join spells p on p.provider = s.provider and p.spell_id = s.spell_id and p.expected_date_set_at is not null
join cover_day c on c.feed = 'spells' and c.provider = s.provider and c.day_no = s.dis_no
left join expected_move m on m.provider = s.provider and m.spell_id = s.spell_id
left join calendar ce on ce.stat_date = cast(p.expected_date_set_at as date)
left join (
    select distinct o.provider as provider
    from spells o
    where o.expected_date_set_at is not null
) k on k.provider = s.provider
where s.population = 1 and s.dis_no - s.adm_no >= 1 and s.died = 0 and s.moved_hospital = 0
    and coalesce(s.destination, '') <> '98'
order by c.stat_date
