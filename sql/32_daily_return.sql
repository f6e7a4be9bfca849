-- One row per covered day, ward and kind of patient: how many the daily return counts, and how many others were there at its end.
-- Reads return_patient, day_end. event: discharged, remaining, other (in hospital at the end, not counted as not meeting the criteria).
-- stay_days is capped at 21, beyond which no line looks. patients adds up over any columns, so a region's engine can make this table.
-- board_there, status_recorded: as in day_end; of discharged patients 0.
select
    r.stat_date as stat_date, r.provider as provider, r.site as site, r.ward as ward,
    r.event as event, r.by_1700 as by_1700, r.pathway as pathway, r.delay_reason as delay_reason,
    r.reason_group as reason_group,
    case when r.stay_days > 21 then 21 else r.stay_days end as stay_days,
    r.from_board as from_board, r.board_there as board_there, r.status_recorded as status_recorded,
    r.remained_before as remained_before, count(*) as patients
from return_patient r
group by
    r.stat_date, r.provider, r.site, r.ward, r.event, r.by_1700, r.pathway, r.delay_reason, r.reason_group,
    case when r.stay_days > 21 then 21 else r.stay_days end,
    r.from_board, r.board_there, r.status_recorded, r.remained_before
union all
select
    e.stat_date as stat_date, e.provider as provider, e.site as site, e.ward as ward,
    'other' as event, 0 as by_1700, cast(null as varchar(200)) as pathway,
    cast(null as varchar(200)) as delay_reason, cast(null as varchar(200)) as reason_group,
    0 as stay_days, e.from_board as from_board, e.board_there as board_there, e.status_recorded as status_recorded,
    0 as remained_before, count(*) as patients
from day_end e
where e.not_meeting = 0
group by e.stat_date, e.provider, e.site, e.ward, e.from_board, e.board_there, e.status_recorded
