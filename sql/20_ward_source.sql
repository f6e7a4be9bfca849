-- One row per extract kind that says in which ward a patient was on a day, and its number of rows.
-- Reads board, ward_stay. Key: kind.
select 'board' as kind, count(*) as row_count from board
union all
select 'ward_stays' as kind, count(*) as row_count from ward_stay
