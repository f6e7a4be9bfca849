-- One row per eligible discharge or failed planned discharge, on days that both feeds cover.
-- Reads discharge, failed_discharges, cover_day. failed and eligible are 0 or 1, one of them 1 in every row.
select
    d.stat_date as stat_date, d.provider as provider, d.site as site, d.ward as ward,
    0 as failed, 1 as eligible
from discharge d
join cover_day f on f.feed = 'failed_discharges' and f.provider = d.provider and f.stat_date = d.stat_date
where d.eligible = 1
union all
select
    f.planned_on as stat_date, f.provider as provider, f.site as site, f.ward as ward,
    1 as failed, 0 as eligible
from failed_discharges f
join cover_day c on c.feed = 'spells' and c.provider = f.provider and c.stat_date = f.planned_on
