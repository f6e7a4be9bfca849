-- One row per patient and day on the first snapshot of a site: what the board said that morning.
-- Reads board, calendar. Key: provider, spell_id, day_no. On the first snapshots of two sites: the later one, then the site first by name.
-- days_to_expected: from that morning to the expected discharge date, -1 where it has passed, 8 where it is later than the calendar.
select x.provider as provider, x.spell_id as spell_id, x.day_no as day_no, x.site as site, x.ward as ward,
       x.meets_criteria_to_reside as meets_criteria_to_reside, x.pathway as pathway,
       case
           when x.expected_on is null then null
           when x.expected_on < x.stat_date then -1
           when e.day_no is null then 8
           else e.day_no - x.day_no
       end as days_to_expected
from (
    select b.provider as provider, b.spell_id as spell_id, f.day_no as day_no, f.stat_date as stat_date,
           b.site as site, b.ward as ward, b.meets_criteria_to_reside as meets_criteria_to_reside,
           b.pathway as pathway, b.expected_discharge_date as expected_on,
           row_number() over (
               partition by b.provider, b.spell_id, f.day_no order by b.snapshot_at desc, b.site) as place
    from board b
    join (
        select p.provider as provider, p.site as site, c.day_no as day_no, c.stat_date as stat_date,
               min(p.snapshot_at) as snapshot_at
        from board p
        join calendar c on c.stat_date = cast(p.snapshot_at as date)
        group by p.provider, p.site, c.day_no, c.stat_date
    ) f on f.provider = b.provider and f.site = b.site and f.snapshot_at = b.snapshot_at
) x
left join calendar e on e.stat_date = x.expected_on
where x.place = 1
