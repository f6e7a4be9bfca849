-- One row per feed and provider: the first and last day that its data cover, both inclusive.
-- Reads spells, beds, front_door, failed_discharges, intermediate_care, cover_option. Key: feed, provider.
-- Spells: earliest discharge to latest admission or discharge, unless the load said otherwise.
-- The other dated feeds: their first to their last date.
select
    'spells' as feed,
    s.provider as provider,
    coalesce(max(o.covers_from), min(cast(s.discharged_at as date))) as first_day,
    coalesce(max(o.covers_to), max(cast(coalesce(s.discharged_at, s.admitted_at) as date))) as last_day
from spells s
left join cover_option o on o.provider = s.provider
group by s.provider
union all
select 'beds' as feed, b.provider as provider, min(b.date) as first_day, max(b.date) as last_day
from beds b
group by b.provider
union all
select 'front_door' as feed, f.provider as provider, min(f.date) as first_day, max(f.date) as last_day
from front_door f
group by f.provider
union all
select 'failed_discharges' as feed, d.provider as provider, min(d.planned_on) as first_day, max(d.planned_on) as last_day
from failed_discharges d
group by d.provider
union all
select
    'intermediate_care' as feed,
    i.provider as provider,
    min(cast(i.started_at as date)) as first_day,
    max(cast(coalesce(i.ended_at, i.started_at) as date)) as last_day
from intermediate_care i
group by i.provider
