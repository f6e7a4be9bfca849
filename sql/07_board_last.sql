-- One row per site and day with a board: the time of its last snapshot of that day.
-- Reads board, calendar. Key: provider, site, day_no.
select b.provider as provider, b.site as site, c.day_no as day_no, max(b.snapshot_at) as snapshot_at
from board b
join calendar c on c.stat_date = cast(b.snapshot_at as date)
group by b.provider, b.site, c.day_no
