-- One row per spell of the population and covered day that begins with the patient in hospital, from the spell's own dates.
-- Reads stay, cover_day, stay_night. Key: provider, spell_id, day_no. site, ward: the spell's own. In hospital as day d begins: admitted before d, not discharged before d.
-- stay_night holds, for every number of nights, one row a night: an equality join, which every engine does well.
select s.provider as provider, s.spell_id as spell_id, s.first_no + n.night as day_no, s.site as site, s.ward as ward
from (
    select
        p.provider as provider,
        p.spell_id as spell_id,
        p.site as site,
        p.ward as ward,
        case when p.adm_no + 1 > v.first_no then p.adm_no + 1 else v.first_no end as first_no,
        case when p.dis_no < v.last_no then p.dis_no else v.last_no end as last_no
    from stay p
    join (
        select c.provider as provider, min(c.day_no) as first_no, max(c.day_no) as last_no
        from cover_day c
        where c.feed = 'spells'
        group by c.provider
    ) v on v.provider = p.provider
    where p.population = 1
) s
join stay_night n on n.nights = s.last_no - s.first_no + 1
