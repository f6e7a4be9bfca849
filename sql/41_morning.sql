-- One row per ward, morning and kind of patient: how many were in hospital, and how many of them left on that day (left_0)
-- to seven days on (left_7), from any ward. Reads morning_board, night, night_ward, stay, cover_day, calendar.
-- Key: stat_date, provider, site, ward, kind, days_from, supported. Days run to the morning after the last covered day.
-- In hospital as the day begins: admitted before it, not discharged before it. Where a site has a board that day its first
-- snapshot says who; elsewhere the spells' nights. Only what was known that morning is in a kind.
-- waiting: the board says N; dated: it does not, and gives an expected date; undated: all others, and all nights.
-- days_from is the first day of a band: waiting, since the board first said N (0, 1, 3, 7, 14); dated, until the expected date
-- (-1 has passed, 0, 1, 2, 3, 5, 8); undated, midnights in hospital (0, 1, 2, 3, 4, 7, 14, 21). supported: 1 for pathway 1 to 3.
-- Leaving is every way of leaving after at least one night, deaths and moves too: the bed is free. A day not covered yet gives 0.
select
    c.stat_date as stat_date, k.provider as provider, k.site as site, k.ward as ward,
    case when k.kind = 0 then 'waiting' when k.kind = 1 then 'dated' else 'undated' end as kind,
    k.days_from as days_from, k.supported as supported,
    k.patients as patients, k.left_0 as left_0, k.left_1 as left_1, k.left_2 as left_2, k.left_3 as left_3,
    k.left_4 as left_4, k.left_5 as left_5, k.left_6 as left_6, k.left_7 as left_7
from (
    select
        h.provider as provider, h.site as site, h.ward as ward, h.day_no as day_no,
        h.kind as kind, h.days_from as days_from, h.supported as supported,
        count(*) as patients,
        count(case when h.left_after = 0 then 1 end) as left_0,
        count(case when h.left_after = 1 then 1 end) as left_1,
        count(case when h.left_after = 2 then 1 end) as left_2,
        count(case when h.left_after = 3 then 1 end) as left_3,
        count(case when h.left_after = 4 then 1 end) as left_4,
        count(case when h.left_after = 5 then 1 end) as left_5,
        count(case when h.left_after = 6 then 1 end) as left_6,
        count(case when h.left_after = 7 then 1 end) as left_7
    from (
        select
            p.provider as provider, p.site as site, p.ward as ward, p.day_no as day_no,
            p.supported as supported,
            case when s.dis_no > s.adm_no then s.dis_no - p.day_no end as left_after,
            p.kind as kind,
            case
                when p.kind = 0 and p.day_no - p.first_no < 1 then 0
                when p.kind = 0 and p.day_no - p.first_no < 3 then 1
                when p.kind = 0 and p.day_no - p.first_no < 7 then 3
                when p.kind = 0 and p.day_no - p.first_no < 14 then 7
                when p.kind = 0 then 14
                when p.kind = 1 and p.days_to_expected < 0 then -1
                when p.kind = 1 and p.days_to_expected < 3 then p.days_to_expected
                when p.kind = 1 and p.days_to_expected < 5 then 3
                when p.kind = 1 and p.days_to_expected < 8 then 5
                when p.kind = 1 then 8
                when p.day_no - s.adm_no < 4 then p.day_no - s.adm_no
                when p.day_no - s.adm_no < 7 then 4
                when p.day_no - s.adm_no < 14 then 7
                when p.day_no - s.adm_no < 21 then 14
                else 21
            end as days_from
        from (
            select b.provider as provider, b.spell_id as spell_id, b.day_no as day_no, b.site as site, b.ward as ward,
                   cast(b.days_to_expected as bigint) as days_to_expected, n.first_no as first_no, 0 as kind,
                   case when b.pathway in ('1', '2', '3') then 1 else 0 end as supported
            from morning_board b
            join (
                select f.provider as provider, f.spell_id as spell_id, min(f.day_no) as first_no
                from morning_board f
                where f.meets_criteria_to_reside = 'N'
                group by f.provider, f.spell_id
            ) n on n.provider = b.provider and n.spell_id = b.spell_id
            where b.meets_criteria_to_reside = 'N'
            union all
            select b.provider as provider, b.spell_id as spell_id, b.day_no as day_no, b.site as site, b.ward as ward,
                   cast(b.days_to_expected as bigint) as days_to_expected, b.day_no as first_no,
                   case when b.days_to_expected is not null then 1 else 2 end as kind,
                   case when b.pathway in ('1', '2', '3') then 1 else 0 end as supported
            from morning_board b
            where coalesce(b.meets_criteria_to_reside, '') <> 'N'
            union all
            select a.provider as provider, a.spell_id as spell_id, a.day_no as day_no, a.site as site, a.ward as ward,
                   cast(null as bigint) as days_to_expected, a.day_no as first_no, 2 as kind, 0 as supported
            from (
                select i.provider as provider, i.spell_id as spell_id, i.day_no as day_no,
                       coalesce(w.site, i.site) as site, coalesce(w.ward, i.ward) as ward
                from (
                    select n.provider as provider, n.spell_id as spell_id, n.day_no as day_no,
                           n.site as site, n.ward as ward
                    from night n
                    union all
                    select o.provider as provider, o.spell_id as spell_id, l.last_no + 1 as day_no,
                           o.site as site, o.ward as ward
                    from stay o
                    join (
                        select v.provider as provider, max(v.day_no) as last_no
                        from cover_day v
                        where v.feed = 'spells'
                        group by v.provider
                    ) l on l.provider = o.provider
                    where o.population = 1 and o.dis_no is null and o.adm_no <= l.last_no
                ) i
                left join night_ward w
                    on w.provider = i.provider and w.spell_id = i.spell_id and w.day_no = i.day_no
            ) a
            left join (
                select distinct m.provider as provider, m.site as site, m.day_no as day_no
                from morning_board m
            ) d on d.provider = a.provider and d.site = a.site and d.day_no = a.day_no
            left join morning_board e
                on e.provider = a.provider and e.spell_id = a.spell_id and e.day_no = a.day_no
            where d.site is null and e.site is null
        ) p
        join stay s on s.provider = p.provider and s.spell_id = p.spell_id
        where s.population = 1 and s.adm_no < p.day_no and (s.dis_no is null or s.dis_no >= p.day_no)
    ) h
    group by h.provider, h.site, h.ward, h.day_no, h.kind, h.days_from, h.supported
) k
join calendar c on c.day_no = k.day_no
join (
    select v.provider as provider, min(v.day_no) as first_no, max(v.day_no) as last_no
    from cover_day v
    where v.feed = 'spells'
    group by v.provider
) r on r.provider = k.provider and k.day_no >= r.first_no and k.day_no <= r.last_no + 1
