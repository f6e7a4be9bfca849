-- One row per provider, site, ward and cohort that occur together in any feed; what a feed does not have is null.
-- Reads spells, board, ward_stay, beds, failed_discharges, front_door, intermediate_care, returns,
-- delayed_days, chc, reviewed_decision, published_figures. Key: provider, site, ward, cohort.
select s.provider as provider, s.site as site, s.ward as ward, s.cohort as cohort from spells s
union
select b.provider as provider, b.site as site, b.ward as ward, cast(null as varchar(200)) as cohort from board b
union
select b.provider as provider, b.site as site, b.ward as ward, cast(null as varchar(200)) as cohort from beds b
union
select w.provider as provider, w.site as site, w.ward as ward, cast(null as varchar(200)) as cohort from ward_stay w
union
select d.provider as provider, d.site as site, d.ward as ward, cast(null as varchar(200)) as cohort
from failed_discharges d
union
select i.provider as provider, cast(null as varchar(200)) as site, cast(null as varchar(200)) as ward,
       cast(null as varchar(200)) as cohort
from intermediate_care i
union
select f.provider as provider, f.site as site, cast(null as varchar(200)) as ward, cast(null as varchar(200)) as cohort
from front_door f
union
select r.provider as provider, cast(null as varchar(200)) as site, cast(null as varchar(200)) as ward,
       cast(null as varchar(200)) as cohort
from returns r
union
select w.provider as provider, w.site as site, cast(null as varchar(200)) as ward, cast(null as varchar(200)) as cohort
from delayed_days w
union
select h.provider as provider, cast(null as varchar(200)) as site, cast(null as varchar(200)) as ward,
       cast(null as varchar(200)) as cohort
from chc h
union
select v.provider as provider, v.site as site, v.ward as ward, cast(null as varchar(200)) as cohort
from reviewed_decision v
union
select f.code as provider, cast(null as varchar(200)) as site, cast(null as varchar(200)) as ward,
       cast(null as varchar(200)) as cohort
from published_figures f
where f.level in ('provider', 'national')
