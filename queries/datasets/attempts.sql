-- One row per attempt of the range, by the time it was sent or else made.
-- source: outreach
-- ordered: mart_attempts, counted_at
select
    attempt_id,
    lead_id,
    campaign_id,
    case
        when :all_clients then sender_email
        else masked_address(sender_email)
    end as sender_email,
    subject,
    status,
    decision_reason,
    sent_at,
    created_at,
    client_id
from mart_attempts
where
    (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
    and (:any_sender or sender_email in :senders)
    and counted_at >= :start_at
    and counted_at < :end_at
    and counted_at <= :outreach_as_of
order by counted_at, attempt_id
