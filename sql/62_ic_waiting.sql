-- One row per referral to intermediate care that has neither started nor ended, stamped with the day of the referral.
-- Reads intermediate_care, calendar. Key: provider, service, episode_id. patients is 1 in every row.
select
    c.stat_date as stat_date, i.provider as provider, i.service as service, i.setting as setting,
    i.referred_at as referred_at, 1 as patients
from intermediate_care i
join calendar c on c.stat_date = cast(i.referred_at as date)
where i.started_at is null and i.ended_at is null
