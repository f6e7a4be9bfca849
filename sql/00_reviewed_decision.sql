-- One row per case review and decision point, stamped with the day of the review.
-- Reads case_reviews, spells. Key: review_id, decision_point. patients is 1 in every row.
-- The extract names no provider: it is that of the spell where one provider alone has such a spell, else that of the
-- site where one provider alone has it, else the only one that the spells hold, else 'not recorded'.
-- of_stay: 1 where the review names a spell or a ward; a decision at the door (Q1) without either was an attendance.
select
    r.reviewed_on as stat_date,
    coalesce(s.provider, p.provider, o.provider, 'not recorded') as provider,
    r.site as site, r.ward as ward, r.review_id as review_id, r.decision_point as decision_point,
    r.actual_pathway as actual_pathway, r.ideal_pathway as ideal_pathway, r.improvable as improvable,
    r.alternative_existed as alternative_existed, r.reason as reason,
    case when r.spell_id is null and r.ward is null then 0 else 1 end as of_stay,
    1 as patients
from case_reviews r
left join (
    select spell_id, min(provider) as provider from spells where spell_id in (select spell_id from case_reviews)
    group by spell_id having min(provider) = max(provider)
) s on s.spell_id = r.spell_id
left join (
    select site, min(provider) as provider from spells where site in (select site from case_reviews)
    group by site having min(provider) = max(provider)
) p on p.site = r.site
left join (
    select min(provider) as provider from spells having min(provider) = max(provider)
) o on 1 = 1
