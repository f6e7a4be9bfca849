-- One row per finished spell that was followed by an emergency admission within 30 days: the days to the first one.
-- Reads stay. Key: provider, spell_id. Same person, same provider, another spell of any population, method 2x.
select d.provider as provider, d.spell_id as spell_id, min(n.adm_no - d.dis_no) as days_to_return
from stay d
join stay n on n.provider = d.provider and n.person_id = d.person_id
where n.spell_id <> d.spell_id
    and n.admission_method in ('21', '22', '23', '24', '25', '28', '2A', '2B', '2C', '2D')
    and n.admitted_at >= d.discharged_at and n.adm_no <= d.dis_no + 30
group by d.provider, d.spell_id
