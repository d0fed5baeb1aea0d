-- One row per reply of the range, newest first.
-- A positive one that nobody answered waits.
-- uses: replies_in_range, reply_leads, unanswered_replies
-- source: outreach
select
    replies_in_range.reply_id,
    case
        when :all_clients then replies_in_range.from_email
        else masked_address(replies_in_range.from_email)
    end as from_email,
    replies_in_range.campaign_id,
    replies_in_range.campaign_name,
    replies_in_range.subject,
    reply_class_label(replies_in_range.classification) as classification,
    replies_in_range.received_at,
    unanswered_replies.waits_hours,
    unanswered_replies.reply_id is not null as is_unanswered,
    replies_in_range.attempt_id,
    reply_leads.lead_id,
    coalesce(reply_leads.matched_by, 'none') as matched_by
from replies_in_range
left join reply_leads
    on reply_leads.reply_id = replies_in_range.reply_id
left join unanswered_replies
    on unanswered_replies.reply_id = replies_in_range.reply_id
order by replies_in_range.received_at desc, replies_in_range.reply_id
