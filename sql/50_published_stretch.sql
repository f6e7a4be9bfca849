-- One row per published figure of a provider or of England for a stretch of days, a month or a year, that nobody can divide.
-- Reads published_figures, calendar, delay_reason_group. Key: provider, source, measure, part, stat_date, last_date.
-- stat_date and last_date are both inclusive; days is their number. A year's figure whose months are published too is left out.
-- Regions, boards and councils are not here: they are made of the providers, and a sum over all would count people twice.
select
    f.period_start as stat_date,
    f.period_end as last_date,
    f.code as provider,
    f.source as source,
    f.measure as measure,
    f.part as part,
    g.reason_group as reason_group,
    f.value as figure,
    b.day_no - a.day_no + 1 as days
from published_figures f
join calendar a on a.stat_date = f.period_start
join calendar b on b.stat_date = f.period_end
left join delay_reason_group g on g.delay_reason = f.part
left join (
    select distinct m.source as source, m.code as code, m.measure as measure, n.stat_date as stat_date
    from published_figures m
    join calendar n on n.stat_date = m.period_start
    join calendar o on o.stat_date = m.period_end
    where m.level in ('provider', 'national') and o.day_no - n.day_no < 31
) s on s.source = f.source and s.code = f.code and s.measure = f.measure and s.stat_date = f.period_start
    and b.day_no - a.day_no >= 31
where f.level in ('provider', 'national') and b.day_no > a.day_no and s.code is null
