-- One row per continuing healthcare referral without a decision, stamped with the day of the positive checklist.
-- Reads chc, calendar. Key: provider, referral_id. patients is 1 in every row.
select c.stat_date as stat_date, r.provider as provider, r.referral_id as referral_id, 1 as patients
from chc r
join calendar c on c.stat_date = r.checklist_on
where r.decided_on is null
