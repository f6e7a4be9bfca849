-- One row per finished spell of the population on a covered day, stamped with the date of discharge.
-- Reads stay, cover_day, emergency_return. Key: provider, spell_id. patients is 1 in every row.
-- eligible: a stay of at least one midnight, not died, not moved to another hospital, not unfinished (contract, section 2).
-- delay_days is null where no source gives a ready date. days_followed: covered days after the discharge, 30 at most,
-- as far as days_to_return looks: so what is older than that is the same on every day.
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
    s.destination as destination,
    1 as patients,
    case
        when s.dis_no - s.adm_no >= 1 and s.died = 0 and s.moved_hospital = 0
            and coalesce(s.destination, '') <> '98' then 1 else 0
    end as eligible,
    s.died as died,
    s.dis_no - s.adm_no as stay_days,
    s.dis_no - s.ready_no as delay_days,
    s.discharge_minute as discharge_minute,
    s.support_wait_seconds as support_wait_seconds,
    s.weekly_care_cost as weekly_care_cost,
    case when s.person_id is null then 0 else 1 end as person_known,
    case when l.last_no - s.dis_no > 30 then 30 else l.last_no - s.dis_no end as days_followed,
    r.days_to_return as days_to_return
from stay s
join cover_day c on c.feed = 'spells' and c.provider = s.provider and c.day_no = s.dis_no
join (
    select v.provider as provider, max(v.day_no) as last_no
    from cover_day v
    where v.feed = 'spells'
    group by v.provider
) l on l.provider = s.provider
left join emergency_return r on r.provider = s.provider and r.spell_id = s.spell_id
where s.population = 1
order by c.stat_date
