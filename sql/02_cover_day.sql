-- One row per feed, provider and covered day. Outside these days there is nothing; inside, no rows means a true 0.
-- Reads cover, calendar, returns, day_not_covered. Key: feed, provider, stat_date.
-- Published returns are covered on the days that carry a value, measure by measure.
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
