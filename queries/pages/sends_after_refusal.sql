-- One row per mail sent after a refusal or a suppression, newest first.
-- uses: refused_sends
-- source: outreach
select
    attempt_id,
    lead_id,
    campaign_id,
    case
        when :all_clients then sender_email
        else masked_address(sender_email)
    end as sender_email,
    case
        when :all_clients then recipient_email
        else masked_address(recipient_email)
    end as recipient_email,
    refused_at,
    sent_at,
    hours_between(refused_at, sent_at) as hours_after
from refused_sends
order by sent_at desc, attempt_id
