-- One row per row of the delayed days, stamped with the first day of its period; last_date is the last, both inclusive.
-- Reads delayed_days, calendar. Key: provider, site, stat_date, last_date, reason, attributable_to. Blank stays null: not submitted.
-- Of two periods of one place, reason and organisation that overlap only the longer stands (of equal ones, the earlier):
-- the same days would count twice, and what is left is never more than was delayed.
select
    d.period_start as stat_date, d.period_end as last_date, d.provider as provider, d.site as site,
    d.reason as reason, d.attributable_to as attributable_to, d.delayed_days as delayed_days
from delayed_days d
join calendar ds on ds.stat_date = d.period_start
join calendar de on de.stat_date = d.period_end
where not exists (
    select 1
    from delayed_days o
    join calendar os on os.stat_date = o.period_start
    join calendar oe on oe.stat_date = o.period_end
    where o.provider = d.provider and coalesce(o.site, '') = coalesce(d.site, '')
        and o.reason = d.reason and o.attributable_to = d.attributable_to
        and o.period_start <= d.period_end and o.period_end >= d.period_start
        and (
            oe.day_no - os.day_no > de.day_no - ds.day_no
            or (oe.day_no - os.day_no = de.day_no - ds.day_no and o.period_start < d.period_start)
        )
)
