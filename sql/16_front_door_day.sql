-- One row per site and day of the front-door feed. Reads front_door. Key: provider, site, stat_date. Blank stays null: not submitted.
select
    f.date as stat_date, f.provider as provider, f.site as site,
    f.attendances as attendances, f.within_4_hours as within_4_hours,
    f.handovers as handovers, f.handovers_within_15 as handovers_within_15,
    f.handovers_within_30 as handovers_within_30, f.handovers_within_60 as handovers_within_60,
    f.admissions as admissions, f.admissions_avoided as admissions_avoided,
    f.social_care_referrals as social_care_referrals
from front_door f
