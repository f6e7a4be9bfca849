-- One row per spell whose board rows end in an unbroken run of N (blanks skipped): the first day of that run.
-- Reads board. Key: provider, spell_id. Used only for spells that bring no ready date of their own.
select b.provider as provider, b.spell_id as spell_id, cast(min(b.snapshot_at) as date) as run_day
from board b
left join (
    select m.provider as provider, m.spell_id as spell_id, max(m.snapshot_at) as met_at
    from board m
    where m.meets_criteria_to_reside = 'Y'
    group by m.provider, m.spell_id
) last_met on last_met.provider = b.provider and last_met.spell_id = b.spell_id
where b.meets_criteria_to_reside = 'N' and (last_met.met_at is null or b.snapshot_at > last_met.met_at)
group by b.provider, b.spell_id
