-- One row per lead of the range with a reply, and the first of each kind.
-- answered_at and agreed_at follow the first send; replied_at and interested_at
-- are evidence whenever they came.
-- uses: leads_in_range, lead_sends, reply_leads
select
    reply_leads.lead_id,
    count(*) filter (where replies.is_human) as human_replies,
    min(replies.received_at) filter (where replies.is_human)
        as first_replied_at,
    min(replies.received_at) filter (
        where replies.classification = 'interested'
    ) as interested_at,
    min(replies.received_at) filter (
        where replies.is_human
        and replies.received_at >= lead_sends.first_contacted_at
    ) as answered_at,
    min(replies.received_at) filter (
        where replies.classification = 'interested'
        and replies.received_at >= lead_sends.first_contacted_at
    ) as agreed_at,
    case max(
        case
            when replies.classification = 'interested' then 4
            when replies.classification = 'not_interested' then 2
            when replies.is_human then 3
            else 1
        end
    )
        when 4 then 'interested'
        when 3 then 'replied'
        when 2 then 'not_interested'
        when 1 then 'out_of_office'
    end as best_class
from mart_replies as replies
inner join reply_leads
    on reply_leads.reply_id = replies.reply_id
inner join leads_in_range
    on leads_in_range.lead_id = reply_leads.lead_id
    and leads_in_range.campaign_id = replies.campaign_id
left join lead_sends
    on lead_sends.lead_id = reply_leads.lead_id
where replies.received_at <= :outreach_as_of
group by reply_leads.lead_id
