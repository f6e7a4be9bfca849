-- One row per night of a spell that has ward stays: the ward it began in, of several the one entered last.
-- Reads night, ward_stay, calendar. Key: provider, spell_id, day_no. In a ward as day d begins: entered before d, not left before d.
select x.provider as provider, x.spell_id as spell_id, x.day_no as day_no, x.site as site, x.ward as ward
from (
    select n.provider as provider, n.spell_id as spell_id, n.day_no as day_no, w.site as site, w.ward as ward,
           row_number() over (partition by n.provider, n.spell_id, n.day_no order by w.start_at desc, w.ward) as place
    from ward_stay w
    join calendar cs on cs.stat_date = cast(w.start_at as date)
    left join calendar ce on ce.stat_date = cast(w.end_at as date)
    join night n on n.provider = w.provider and n.spell_id = w.spell_id
    where cs.day_no < n.day_no and (ce.day_no is null or ce.day_no >= n.day_no)
) x
where x.place = 1
