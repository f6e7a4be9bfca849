-- One row per stay of the population on pathway 1 to 3 whose criteria stopped being met at a known time: the 24-hour clock;
-- and per patient whom the newest board has waiting for such a service since a time that nobody recorded (waited_seconds is null).
-- Reads spells, stay, board_now, calendar, setting. Key: provider, spell_id. patients is 1 in every row.
-- stat_date: the day support started, else the day the criteria stopped being met. supported: 1 where support started.
-- waited_seconds: real ones, to the start of support, else, of those in hospital, to the as-at time of the data.
-- Local times become seconds of one clock by the offsets of their day: an hour that comes twice counts as the first.
-- The pathway and ward are those of the newest board where the patient is on it. meets_again: that board says the criteria are met.
select
    case when k.supported = 1 then k.ended_on else k.started_on end as stat_date,
    k.provider as provider, k.site as site, k.ward as ward, k.spell_id as spell_id,
    k.pathway as pathway, k.local_authority as local_authority,
    k.supported as supported, k.in_hospital as in_hospital, k.died as died, k.meets_again as meets_again,
    case
        when k.supported = 1 then k.ended_second - k.started_second
        when k.in_hospital = 1 then k.as_at_second - k.started_second
    end as waited_seconds,
    1 as patients
from (
    select
        s.provider as provider, coalesce(b.site, s.site) as site, coalesce(b.ward, s.ward) as ward,
        s.spell_id as spell_id, coalesce(b.pathway, s.pathway) as pathway, s.local_authority as local_authority,
        case when s.support_started_at is null then 0 else 1 end as supported,
        case when t.dis_no is null then 1 else 0 end as in_hospital,
        t.died as died,
        case when b.meets_criteria_to_reside = 'Y' then 1 else 0 end as meets_again,
        b.meets_criteria_to_reside as meets_criteria_to_reside,
        cn.stat_date as started_on, cu.stat_date as ended_on, g.as_at_second as as_at_second,
        cast(cn.day_no as bigint) * 86400
            + cast(extract(hour from s.criteria_not_met_at) as bigint) * 3600
            + cast(extract(minute from s.criteria_not_met_at) as bigint) * 60
            + cast(floor(extract(second from s.criteria_not_met_at)) as bigint)
            - case when extract(hour from s.criteria_not_met_at) < 2 then cn.night_offset else cn.day_offset end
            as started_second,
        cast(cu.day_no as bigint) * 86400
            + cast(extract(hour from s.support_started_at) as bigint) * 3600
            + cast(extract(minute from s.support_started_at) as bigint) * 60
            + cast(floor(extract(second from s.support_started_at)) as bigint)
            - case when extract(hour from s.support_started_at) < 2 then cu.night_offset else cu.day_offset end
            as ended_second
    from spells s
    join stay t on t.provider = s.provider and t.spell_id = s.spell_id
    cross join setting g
    left join calendar cn on cn.stat_date = cast(s.criteria_not_met_at as date)
    left join calendar cu on cu.stat_date = cast(s.support_started_at as date)
    left join board_now b on b.provider = s.provider and b.spell_id = s.spell_id and t.dis_no is null
    where t.population = 1 and (s.criteria_not_met_at is not null or s.discharged_at is null)
) k
where k.pathway in ('1', '2', '3')
    and (k.started_second is not null or (k.supported = 0 and k.meets_criteria_to_reside = 'N'))
