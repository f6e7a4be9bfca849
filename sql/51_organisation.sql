-- One row per organisation of the published figures: its name and region as last published. Reads published_figures. Key: level, code.
select
    o.level as level,
    o.code as code,
    max(case when n.period_start = o.name_day then n.name end) as name,
    max(case when n.period_start = o.region_day then n.region end) as region
from (
    select
        f.level as level, f.code as code,
        max(case when f.name is not null then f.period_start end) as name_day,
        max(case when f.region is not null then f.period_start end) as region_day
    from published_figures f
    group by f.level, f.code
) o
join published_figures n on n.level = o.level and n.code = o.code
group by o.level, o.code
