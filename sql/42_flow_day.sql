-- One row per ward and covered day on which anybody of the population came or left: adults who stay at least one night.
-- Reads stay, cover_day. Key: stat_date, provider, site, ward. Both by the ward a stay ended on (for those still in: the present one).
-- leavers: every way of leaving, deaths and moves too, since the bed is free. admitted: those still in count too.
select
    x.stat_date as stat_date, x.provider as provider, x.site as site, x.ward as ward,
    cast(sum(x.leavers) as bigint) as leavers, cast(sum(x.admitted) as bigint) as admitted
from (
    select c.stat_date as stat_date, s.provider as provider, s.site as site, s.ward as ward,
           1 as leavers, 0 as admitted
    from stay s
    join cover_day c on c.feed = 'spells' and c.provider = s.provider and c.day_no = s.dis_no
    where s.population = 1 and s.dis_no > s.adm_no
    union all
    select c.stat_date as stat_date, s.provider as provider, s.site as site, s.ward as ward,
           0 as leavers, 1 as admitted
    from stay s
    join cover_day c on c.feed = 'spells' and c.provider = s.provider and c.day_no = s.adm_no
    where s.population = 1 and (s.dis_no is null or s.dis_no > s.adm_no)
) x
group by x.stat_date, x.provider, x.site, x.ward
