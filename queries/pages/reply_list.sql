-- One row per reply of the range, newest first.
-- A positive one that nobody answered waits.
-- uses: replies_in_range
-- source: outreach
select
    reply_id,
    case
        when :all_clients then from_email
        else masked_address(from_email)
    end as from_email,
    campaign_id,
    campaign_name,
    subject,
    reply_class_label(classification) as classification,
    received_at,
    waits_hours,
    waits_hours is not null as is_unanswered,
    attempt_id,
    lead_id,
    matched_by
from replies_in_range
order by replies_in_range.received_at desc, replies_in_range.reply_id
