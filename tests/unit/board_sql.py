"""The board counted by hand from the extracts of a version file, with none of our SQL or metrics."""

COUNTED = """
with newest as (select provider, site, max(snapshot_at) as at from board group by all),
there as (
    select b.*, s.admitted_at, s.age, s.admission_method, s.patient_classification, s.discharged_at,
           coalesce(b.expected_discharge_date, s.expected_discharge_date) as expected,
           date_diff('day', cast(s.admitted_at as date), cast(n.at as date)) as stay
    from board b join newest n on n.provider = b.provider and n.site = b.site and n.at = b.snapshot_at
    join spells s on s.provider = b.provider and s.spell_id = b.spell_id
    where s.age >= 18 and s.patient_classification = '1' and s.admission_method not in ('31', '32', '82', '83')
      and s.discharged_at is null
),
waiting as (select * from there where meets_criteria_to_reside = 'N')
select
    (select count(*) from there) as patients,
    (select count(*) from waiting) as not_meeting,
    (select count(*) from waiting where stay >= 7) as stay_7,
    (select count(*) from waiting where stay >= 14) as stay_14,
    (select count(*) from waiting where stay >= 21) as stay_21,
    (select count(*) from there where meets_criteria_to_reside is null) as no_status,
    (select count(*) from waiting where owner is null) as no_owner,
    (select count(*) from waiting where expected < cast(snapshot_at as date)) as overdue,
    (select count(distinct (provider, site, ward)) from there where meets_criteria_to_reside is null) as wards
"""
