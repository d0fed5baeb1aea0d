-- One row per mail sent to somebody who had refused, whatever the range.
-- That is after a not_interested reply of the lead or address, or after the
-- address or its domain was suppressed. The target is none.
-- uses: reply_leads
with refusals as (
    select
        replies.reply_id,
        replies.from_email,
        replies.received_at as refused_at
    from mart_replies as replies
    where
        replies.classification = 'not_interested'
        and (:all_clients or replies.client_id in :clients)
),

lead_refusals as (
    select reply_leads.lead_id, min(refusals.refused_at) as refused_at
    from refusals
    inner join reply_leads
        on reply_leads.reply_id = refusals.reply_id
    group by reply_leads.lead_id
),

refused_addresses as (
    select from_email as address, refused_at
    from refusals
    union all
    select email, counted_at
    from mart_suppressions
),

address_refusals as (
    select address, min(refused_at) as refused_at
    from refused_addresses
    group by address
),

domain_suppressions as (
    select domain, min(counted_at) as refused_at
    from mart_suppressions
    group by domain
),

sends as (
    select
        attempt_id,
        lead_id,
        campaign_id,
        sender_email,
        recipient_email,
        counted_at as sent_at
    from mart_attempts
    where
        is_sent
        and (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
        and (:any_campaign or campaign_id in :campaigns)
        and (:any_sender or sender_email in :senders)
        and counted_at <= :outreach_as_of
),

addressed_sends as (
    select *
    from sends
    where recipient_email is not null
    union all
    select
        sends.attempt_id,
        sends.lead_id,
        sends.campaign_id,
        sends.sender_email,
        leads.contact_email,
        sends.sent_at
    from sends
    left join mart_leads as leads
        on leads.lead_id = sends.lead_id
    where sends.recipient_email is null
),

-- three joins on one key each: their sides are small, the sends are many
sends_with_refusals as (
    select addressed_sends.*, lead_refusals.refused_at
    from addressed_sends
    inner join lead_refusals
        on lead_refusals.lead_id = addressed_sends.lead_id
    where addressed_sends.sent_at > lead_refusals.refused_at
    union all
    select addressed_sends.*, address_refusals.refused_at
    from addressed_sends
    inner join address_refusals
        on address_refusals.address = addressed_sends.recipient_email
    where addressed_sends.sent_at > address_refusals.refused_at
    union all
    select addressed_sends.*, domain_suppressions.refused_at
    from addressed_sends
    inner join domain_suppressions
        on domain_suppressions.domain
        = split_part(addressed_sends.recipient_email, '@', 2)
    where addressed_sends.sent_at > domain_suppressions.refused_at
)

select
    attempt_id,
    lead_id,
    campaign_id,
    sender_email,
    recipient_email,
    min(refused_at) as refused_at,
    sent_at
from sends_with_refusals
group by
    attempt_id, lead_id, campaign_id, sender_email, recipient_email, sent_at
