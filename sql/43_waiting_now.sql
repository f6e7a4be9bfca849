-- One row per ward and pathway: how many adults on the newest board do not meet the criteria to reside and have not left since.
-- Reads board_now. Key: provider, site, ward, pathway (null where none is recorded). For sites without a board, open stays past
-- their ready date, snapshot_at null.
select n.provider as provider, n.site as site, n.ward as ward, n.pathway as pathway,
       max(n.snapshot_at) as snapshot_at, count(*) as patients
from board_now n
where n.population = 1 and n.has_left = 0 and n.meets_criteria_to_reside = 'N'
group by n.provider, n.site, n.ward, n.pathway
