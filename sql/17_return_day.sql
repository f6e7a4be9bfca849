-- One row per provider, day and measure of the returns. Reads returns. Key: provider, stat_date, measure. A blank was not submitted: no row.
select r.date as stat_date, r.provider as provider, r.measure as measure, r.value as return_value
from returns r
where r.value is not null
