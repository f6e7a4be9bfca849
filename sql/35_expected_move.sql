-- One row per spell that any board gives an expected discharge date: the first one given, and how often it was moved.
-- Reads board. Key: provider, spell_id. slips: times that a snapshot gives a later date than the last one given before; brought: an earlier one.
-- A blank between two dates is skipped. Of two sites' rows at one time, the site later by name is read last.
select
    x.provider as provider, x.spell_id as spell_id,
    min(case when x.before_it is null then x.expected_on end) as first_on,
    cast(sum(case when x.expected_on > x.before_it then 1 else 0 end) as bigint) as slips,
    cast(sum(case when x.expected_on < x.before_it then 1 else 0 end) as bigint) as brought
from (
    select b.provider as provider, b.spell_id as spell_id, b.expected_discharge_date as expected_on,
           lag(b.expected_discharge_date) over (
               partition by b.provider, b.spell_id order by b.snapshot_at, b.site) as before_it
    from board b
    where b.expected_discharge_date is not null
) x
group by x.provider, x.spell_id
