-- One row per patient and covered day that the daily return counts: discharged alive, or remaining without meeting the criteria.
-- Reads stay, day_end, cover_day. Key: provider, spell_id, stat_date. event: discharged, remaining. patients is 1 in every row.
-- by_1700: discharged before 17:01. stay_days in midnights, to the end of the day. remained_before: among the remaining of the day before.
select
    r.stat_date as stat_date, r.provider as provider, r.site as site, r.ward as ward, r.spell_id as spell_id,
    r.local_authority as local_authority, r.event as event, r.by_1700 as by_1700, r.pathway as pathway, r.delay_reason as delay_reason,
    r.reason_group as reason_group, r.stay_days as stay_days, r.from_board as from_board,
    r.board_there as board_there, r.status_recorded as status_recorded,
    case when y.spell_id is null then 0 else 1 end as remained_before,
    1 as patients
from (
    select
        c.stat_date as stat_date, s.provider as provider, s.site as site, s.ward as ward, s.spell_id as spell_id,
        s.dis_no as day_no, s.local_authority as local_authority, 'discharged' as event,
        case when s.discharge_minute <= 1020 then 1 else 0 end as by_1700,
        s.pathway as pathway,
        cast(null as varchar(200)) as delay_reason, cast(null as varchar(200)) as reason_group,
        s.dis_no - s.adm_no as stay_days, 0 as from_board, 0 as board_there, 0 as status_recorded
    from stay s
    join cover_day c on c.feed = 'spells' and c.provider = s.provider and c.day_no = s.dis_no
    where s.population = 1 and s.died = 0
    union all
    select
        e.stat_date as stat_date, e.provider as provider, e.site as site, e.ward as ward, e.spell_id as spell_id,
        e.day_no as day_no, e.local_authority as local_authority, 'remaining' as event,
        0 as by_1700,
        e.pathway as pathway,
        e.delay_reason as delay_reason, e.reason_group as reason_group,
        e.stay_days as stay_days, e.from_board as from_board, e.board_there as board_there,
        e.status_recorded as status_recorded
    from day_end e
    where e.not_meeting = 1
) r
left join day_end y
    on y.provider = r.provider and y.spell_id = r.spell_id and y.day_no = r.day_no - 1 and y.not_meeting = 1
