-- One row per patient and day on the last snapshots of more than one site: the time and site that count.
-- Reads board, board_last. Key: provider, spell_id, day_no. The later snapshot counts; equal times: the site first by name.
-- Only patients whom two sites ever had on their boards are looked at: nobody else can be on two at once.
select n.provider as provider, n.spell_id as spell_id, n.day_no as day_no, min(b.site) as site
from (
    select b.provider as provider, b.spell_id as spell_id, l.day_no as day_no, max(b.snapshot_at) as snapshot_at
    from (
        select p.provider as provider, p.spell_id as spell_id
        from board p
        group by p.provider, p.spell_id
        having min(p.site) <> max(p.site)
    ) m
    join board b on b.provider = m.provider and b.spell_id = m.spell_id
    join board_last l on l.provider = b.provider and l.site = b.site and l.snapshot_at = b.snapshot_at
    group by b.provider, b.spell_id, l.day_no
    having count(*) > 1
) n
join board b on b.provider = n.provider and b.spell_id = n.spell_id and b.snapshot_at = n.snapshot_at
join board_last l on l.provider = b.provider and l.site = b.site and l.snapshot_at = b.snapshot_at
group by n.provider, n.spell_id, n.day_no
