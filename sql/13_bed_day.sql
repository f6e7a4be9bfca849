-- One row per ward and covered day with a beds row: beds open and the census in them, wards with no patients included.
-- Reads beds, census, cover_day. Key: provider, site, ward, stat_date.
select
    c.stat_date as stat_date,
    b.provider as provider,
    b.site as site,
    b.ward as ward,
    b.beds_open as beds_open,
    coalesce(n.occupied, 0) as occupied
from beds b
join cover_day c on c.feed = 'spells' and c.provider = b.provider and c.stat_date = b.date
left join (
    select k.provider as provider, k.site as site, k.ward as ward, k.stat_date as stat_date,
           cast(sum(k.patients) as bigint) as occupied
    from census k
    group by k.provider, k.site, k.ward, k.stat_date
) n on n.provider = b.provider and n.site = b.site and n.ward = b.ward and n.stat_date = b.date
