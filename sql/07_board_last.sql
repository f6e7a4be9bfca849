-- One row per site and day with a board: the times of its first and last snapshots of that day.
-- Reads board, calendar. Key: provider, site, day_no. first_at: the first; snapshot_at: the last, which the census takes.
select
    b.provider as provider, b.site as site, c.day_no as day_no, c.stat_date as stat_date,
    min(b.snapshot_at) as first_at, max(b.snapshot_at) as snapshot_at
from board b
join calendar c on c.stat_date = cast(b.snapshot_at as date)
group by b.provider, b.site, c.day_no, c.stat_date
