-- One row per patient and day on the first snapshot of a site: what the board said that morning.
-- Reads board, board_last, calendar. Key: provider, spell_id, day_no. On the first snapshots of two sites: the later one, then the site
-- first by name; only patients whom two sites ever had on their boards are looked at for that.
-- days_to_expected: from that morning to the expected discharge date, -1 where it has passed, 8 where it is later than the calendar.
select b.provider as provider, b.spell_id as spell_id, f.day_no as day_no, b.site as site, b.ward as ward,
       b.meets_criteria_to_reside as meets_criteria_to_reside, b.pathway as pathway,
       case
           when b.expected_discharge_date is null then null
           when b.expected_discharge_date < f.stat_date then -1
           when e.day_no is null then 8
           else e.day_no - f.day_no
       end as days_to_expected
from board b
join board_last f on f.provider = b.provider and f.site = b.site and f.first_at = b.snapshot_at
left join (
    select y.provider as provider, y.spell_id as spell_id, y.day_no as day_no, y.site as site,
           row_number() over (
               partition by y.provider, y.spell_id, y.day_no order by y.snapshot_at desc, y.site) as place
    from (
        select o.provider as provider, o.spell_id as spell_id, l.day_no as day_no, o.site as site,
               o.snapshot_at as snapshot_at
        from (
            select p.provider as provider, p.spell_id as spell_id
            from board p
            group by p.provider, p.spell_id
            having min(p.site) <> max(p.site)
        ) m
        join board o on o.provider = m.provider and o.spell_id = m.spell_id
        join board_last l on l.provider = o.provider and l.site = o.site and l.first_at = o.snapshot_at
    ) y
) t on t.provider = b.provider and t.spell_id = b.spell_id and t.day_no = f.day_no and t.site = b.site
left join calendar e on e.stat_date = b.expected_discharge_date
where t.place is null or t.place = 1
