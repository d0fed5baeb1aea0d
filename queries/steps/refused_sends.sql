-- One row per mail sent to somebody who had refused, whatever the range.
-- That is after a not_interested reply of the lead or address, or after the
-- address or its domain was suppressed. The target is none.
with refusals as (
    select lead_id, from_email, min(received_at) as refused_at
    from mart_replies
    where
        classification = 'not_interested'
        and (:all_clients or client_id in :clients)
    group by lead_id, from_email
),

lead_refusals as (
    select lead_id, min(refused_at) as refused_at
    from refusals
    group by lead_id
),

address_refusals as (
    select from_email, min(refused_at) as refused_at
    from refusals
    group by from_email
),

domain_suppressions as (
    select domain, min(counted_at) as suppressed_at
    from mart_suppressions
    group by domain
),

sends_with_refusals as (
    select
        attempts.attempt_id,
        attempts.lead_id,
        attempts.campaign_id,
        attempts.sender_email,
        attempts.recipient_email,
        attempts.counted_at as sent_at,
        least(
            lead_refusals.refused_at,
            address_refusals.refused_at,
            suppressions.counted_at,
            domain_suppressions.suppressed_at
        ) as refused_at
    from mart_attempts as attempts
    left join lead_refusals
        on lead_refusals.lead_id = attempts.lead_id
    left join address_refusals
        on address_refusals.from_email = attempts.recipient_email
    left join mart_suppressions as suppressions
        on suppressions.email = attempts.recipient_email
    left join domain_suppressions
        on domain_suppressions.domain
        = split_part(attempts.recipient_email, '@', 2)
    where
        attempts.is_sent
        and (:all_clients or attempts.client_id in :clients)
        and (:any_client or attempts.client_id in :filter_clients)
        and (:any_campaign or attempts.campaign_id in :campaigns)
        and (:any_sender or attempts.sender_email in :senders)
        and attempts.counted_at <= :outreach_as_of
)

select
    attempt_id,
    lead_id,
    campaign_id,
    sender_email,
    recipient_email,
    refused_at,
    sent_at
from sends_with_refusals
where sent_at > refused_at
