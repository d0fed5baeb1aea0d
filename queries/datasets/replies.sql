-- One row per reply received in the range; bodies stay in the warehouse.
-- uses: replies_in_range
-- source: outreach
-- ordered: mart_replies, received_at
select
    reply_id,
    attempt_id,
    lead_id,
    campaign_id,
    case
        when :all_clients then from_email
        else masked_address(from_email)
    end as from_email,
    subject,
    classification,
    received_at,
    client_id,
    matched_by
from replies_in_range
order by replies_in_range.received_at, replies_in_range.reply_id
