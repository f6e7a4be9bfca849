-- One row per planned discharge that failed, with what followed. Reads failed_discharges, stay, calendar, cover_day.
-- Key: provider, spell_id, stat_date. attempt: 1 for the stay's first failed plan, 2 for the second ... patients is 1 in every row.
-- days_to_next: to the stay's next failed plan; days_to_leaving: to the discharge, null while in hospital. in_hospital: not discharged.
-- spell_known: 0 where the spell is not loaded, so that nothing is known of what followed.
select
    c.stat_date as stat_date, f.provider as provider,
    coalesce(f.site, s.site) as site, coalesce(f.ward, s.ward) as ward, f.spell_id as spell_id,
    f.reason as reason, f.owner as owner,
    s.pathway as pathway, s.local_authority as local_authority,
    row_number() over (partition by f.provider, f.spell_id order by c.day_no) as attempt,
    lead(c.day_no) over (partition by f.provider, f.spell_id order by c.day_no) - c.day_no as days_to_next,
    s.dis_no - c.day_no as days_to_leaving,
    case when s.spell_id is not null and s.dis_no is null then 1 else 0 end as in_hospital,
    case when s.spell_id is null then 0 else 1 end as spell_known,
    1 as patients
from failed_discharges f
join cover_day c on c.feed = 'failed_discharges' and c.provider = f.provider and c.stat_date = f.planned_on
left join stay s on s.provider = f.provider and s.spell_id = f.spell_id
