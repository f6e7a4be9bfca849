-- One row per continuing healthcare referral that was decided, stamped with the day of the decision.
-- Reads chc, calendar. Key: provider, referral_id. patients is 1 in every row.
-- days_to_decision: from the positive checklist, in calendar days. setting: where the full assessment took place.
select
    c.stat_date as stat_date, r.provider as provider, r.setting as setting, 1 as patients,
    c.day_no - k.day_no as days_to_decision
from chc r
join calendar c on c.stat_date = r.decided_on
join calendar k on k.stat_date = r.checklist_on
