-- One row per patient of the population and covered day that ends with the patient in hospital: the daily return (contract, section 3).
-- Reads stay, cover_day, stay_night, board_census, board_last, night_ward. Key: provider, spell_id, day_no.
-- In hospital as the day after begins: admitted on the day or before, not discharged on it or before.
-- The status is that of the day's last board where it has the patient (blank: not known), else by the ready date.
-- stay_days: midnights passed as the day after begins. board_there: the patient's site has a board that day.
select
    c.stat_date as stat_date,
    e.provider as provider,
    e.spell_id as spell_id,
    e.day_no as day_no,
    coalesce(b.site, w.site, e.site) as site,
    coalesce(b.ward, w.ward, e.ward) as ward,
    case when b.snapshot_at is null then e.pathway else b.pathway end as pathway,
    e.local_authority as local_authority,
    b.delay_reason as delay_reason,
    b.reason_group as reason_group,
    e.day_no + 1 - e.adm_no as stay_days,
    case when b.snapshot_at is null then 0 else 1 end as from_board,
    case when b.snapshot_at is null and l.snapshot_at is null then 0 else 1 end as board_there,
    case when b.meets_criteria_to_reside in ('Y', 'N') then 1 else 0 end as status_recorded,
    case
        when b.snapshot_at is not null then case when b.meets_criteria_to_reside = 'N' then 1 else 0 end
        when e.ready_no <= e.day_no then 1 else 0
    end as not_meeting
from (
    select
        x.provider as provider, x.spell_id as spell_id, x.first_no + n.night as day_no, x.site as site, x.ward as ward,
        x.pathway as pathway, x.local_authority as local_authority, x.adm_no as adm_no, x.ready_no as ready_no
    from (
        select
            p.provider as provider,
            p.spell_id as spell_id,
            p.site as site, p.ward as ward, p.pathway as pathway, p.local_authority as local_authority,
            p.adm_no as adm_no, p.ready_no as ready_no,
            case when p.adm_no > v.first_no then p.adm_no else v.first_no end as first_no,
            case when p.dis_no <= v.last_no then p.dis_no - 1 else v.last_no end as last_no
        from stay p
        join (
            select d.provider as provider, min(d.day_no) as first_no, max(d.day_no) as last_no
            from cover_day d
            where d.feed = 'spells'
            group by d.provider
        ) v on v.provider = p.provider
        where p.population = 1
    ) x
    join stay_night n on n.nights = x.last_no - x.first_no + 1
) e
join cover_day c on c.feed = 'spells' and c.provider = e.provider and c.day_no = e.day_no
left join board_census b on b.provider = e.provider and b.spell_id = e.spell_id and b.day_no = e.day_no
left join night_ward w on w.provider = e.provider and w.spell_id = e.spell_id and w.day_no = e.day_no + 1
left join board_last l on l.provider = e.provider and l.site = coalesce(w.site, e.site) and l.day_no = e.day_no
