-- One row per mail sent to somebody who had refused, whatever the range.
-- That is after a not_interested reply of the lead or address, or after the
-- address or its domain was suppressed. The target is none. A viewer knows of
-- refusals towards own clients, and of all suppressions.
select
    attempt_id,
    lead_id,
    campaign_id,
    sender_email,
    recipient_email,
    min(refused_at) as refused_at,
    sent_at
from fact_refused_sends
where
    (:all_clients or is_listed or refused_client_id in :clients)
    and (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
    and (:any_sender or sender_email in :senders)
    and sent_at <= :outreach_as_of
group by
    attempt_id, lead_id, campaign_id, sender_email, recipient_email, sent_at
