-- One row per feed, provider and covered day. Outside these days there is nothing; inside, no rows means a true 0.
-- Reads cover, calendar, returns, published_figures, day_not_covered. Key: feed, provider, stat_date.
-- Published returns are covered on the days that carry a value, measure by measure; published figures on the days
-- of their months and years, publication by publication.
select v.feed as feed, v.provider as provider, c.stat_date as stat_date, c.day_no as day_no
from cover v
join calendar c on c.stat_date >= v.first_day and c.stat_date <= v.last_day
left join day_not_covered x on x.feed = v.feed and x.provider = v.provider and x.stat_date = c.stat_date
where x.stat_date is null
union all
select distinct 'returns ' || r.measure as feed, r.provider as provider, c.stat_date as stat_date, c.day_no as day_no
from returns r
join calendar c on c.stat_date = r.date
where r.value is not null
union all
select distinct 'published ' || p.source as feed, p.provider as provider, c.stat_date as stat_date, c.day_no as day_no
from (
    select distinct
        f.source as source, f.code as provider, f.period_start as period_start, f.period_end as period_end
    from published_figures f
    where f.level in ('provider', 'national') and f.period_end > f.period_start
) p
join calendar c on c.stat_date >= p.period_start and c.stat_date <= p.period_end
