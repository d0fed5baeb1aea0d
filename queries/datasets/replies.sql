-- One row per reply received in the range; bodies stay in the warehouse.
-- uses: replies_in_range, reply_leads
-- source: outreach
select
    replies_in_range.reply_id,
    replies_in_range.attempt_id,
    reply_leads.lead_id,
    replies_in_range.campaign_id,
    case
        when :all_clients then replies_in_range.from_email
        else masked_address(replies_in_range.from_email)
    end as from_email,
    replies_in_range.subject,
    replies_in_range.classification,
    replies_in_range.received_at,
    replies_in_range.client_id,
    coalesce(reply_leads.matched_by, 'none') as matched_by
from replies_in_range
left join reply_leads
    on reply_leads.reply_id = replies_in_range.reply_id
order by replies_in_range.received_at, replies_in_range.reply_id
