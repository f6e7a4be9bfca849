-- One row per patient who waits for the first contact of a pathway 1 to 3 service, as in clock_case, with what a list shows.
-- Reads clock_case, spells, board_now. Key: provider, spell_id. criteria_not_met_at is null where nobody recorded since when.
select
    k.provider as provider, k.site as site, k.ward as ward, k.spell_id as spell_id, b.local_id as local_id,
    k.pathway as pathway, k.local_authority as local_authority, b.waiting_for as waiting_for, b.owner as owner,
    s.criteria_not_met_at as criteria_not_met_at, k.supported as supported, k.in_hospital as in_hospital,
    k.died as died, k.meets_again as meets_again, k.waited_seconds as waited_seconds, k.patients as patients
from clock_case k
join spells s on s.provider = k.provider and s.spell_id = k.spell_id
left join board_now b on b.provider = k.provider and b.spell_id = k.spell_id
where k.in_hospital = 1 and k.supported = 0 and k.meets_again = 0
