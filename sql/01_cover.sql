-- One row per feed and provider: the first and last day that its data cover, both inclusive.
-- Reads spells, beds, front_door, failed_discharges, intermediate_care, delayed_days, chc, reviewed_decision, cover_option.
-- Key: feed, provider.
-- Spells: earliest discharge to latest admission or discharge, unless the load said otherwise.
-- Continuing healthcare: earliest decision to latest checklist or decision. The other dated feeds: first to last date.
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
union all
select 'delayed_days' as feed, w.provider as provider, min(w.period_start) as first_day, max(w.period_end) as last_day
from delayed_days w
group by w.provider
union all
select
    'chc' as feed,
    h.provider as provider,
    coalesce(min(h.decided_on), min(h.checklist_on)) as first_day,
    case when max(h.decided_on) > max(h.checklist_on) then max(h.decided_on) else max(h.checklist_on) end as last_day
from chc h
group by h.provider
union all
select 'case_reviews' as feed, v.provider as provider, min(v.stat_date) as first_day, max(v.stat_date) as last_day
from reviewed_decision v
group by v.provider
