-- One row per patient and day on the last snapshot of a site: what the board said then.
-- Reads board, board_last, board_twice, delay_reason_group. Key: provider, spell_id, day_no.
select
    b.provider as provider,
    b.spell_id as spell_id,
    l.day_no as day_no,
    b.site as site,
    b.ward as ward,
    b.snapshot_at as snapshot_at,
    b.meets_criteria_to_reside as meets_criteria_to_reside,
    b.pathway as pathway,
    b.delay_reason as delay_reason,
    g.reason_group as reason_group,
    b.waiting_for as waiting_for,
    b.owner as owner
from board b
join board_last l on l.provider = b.provider and l.site = b.site and l.snapshot_at = b.snapshot_at
left join board_twice t on t.provider = b.provider and t.spell_id = b.spell_id and t.day_no = l.day_no
left join delay_reason_group g on g.delay_reason = b.delay_reason
where t.site is null or t.site = b.site
