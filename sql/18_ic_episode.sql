-- One row per intermediate care episode and event (start, end), stamped with the day of that event.
-- Reads intermediate_care, calendar. Key: provider, service, episode_id, event. patients is 1 in every row.
-- An engine's own name for a decimal type differs, so a start takes its empty calls from a case that never holds.
-- wait_seconds: referral to start, null where a time is missing. days_in_service: start to end in midnights. Calls are a day.
select
    c.stat_date as stat_date, i.provider as provider, i.service as service, i.setting as setting,
    'start' as event, 1 as patients,
    cast(
        (c.day_no - cr.day_no) * 86400
        + (extract(hour from i.started_at) - extract(hour from i.referred_at)) * 3600
        + (extract(minute from i.started_at) - extract(minute from i.referred_at)) * 60
        + (floor(extract(second from i.started_at)) - floor(extract(second from i.referred_at)))
    as integer) as wait_seconds,
    cast(null as integer) as days_in_service,
    cast(null as varchar(200)) as destination,
    case when 1 = 0 then i.care_calls_end - i.care_calls_start end as care_calls_change,
    case when 1 = 0 then i.care_calls_start end as care_calls_start,
    case when 1 = 0 then i.care_calls_end end as care_calls_end
from intermediate_care i
join calendar c on c.stat_date = cast(i.started_at as date)
left join calendar cr on cr.stat_date = cast(i.referred_at as date)
union all
select
    c.stat_date as stat_date, i.provider as provider, i.service as service, i.setting as setting,
    'end' as event, 1 as patients,
    cast(null as integer) as wait_seconds,
    c.day_no - cs.day_no as days_in_service,
    i.destination as destination,
    i.care_calls_end - i.care_calls_start as care_calls_change,
    i.care_calls_start as care_calls_start,
    i.care_calls_end as care_calls_end
from intermediate_care i
join calendar c on c.stat_date = cast(i.ended_at as date)
left join calendar cs on cs.stat_date = cast(i.started_at as date)
