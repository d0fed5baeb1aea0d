-- One row per mail sent to somebody who had refused and per client to whom that
-- was said; a suppression was said to all and is_listed.
-- A refusal is a not_interested reply of the lead or address, or the suppression
-- of the address or its domain.
-- kept: as a table
with refusals as (
    select
        reply_leads.lead_id,
        replies.from_email,
        replies.client_id,
        replies.received_at
    from mart_replies as replies
    left join mart_reply_leads as reply_leads
        on reply_leads.reply_id = replies.reply_id
    where replies.classification = 'not_interested'
),

lead_refusals as (
    select lead_id, client_id, min(received_at) as refused_at
    from refusals
    group by lead_id, client_id
),

address_refusals as (
    select
        from_email as address,
        client_id,
        false as is_listed,
        min(received_at) as refused_at
    from refusals
    group by from_email, client_id
    union all
    select email, null, true, min(counted_at)
    from mart_suppressions
    group by email
),

domain_suppressions as (
    select domain, min(counted_at) as refused_at
    from mart_suppressions
    group by domain
),

addressed_sends as (
    select
        attempt_id,
        lead_id,
        campaign_id,
        client_id,
        sender_email,
        recipient_email,
        counted_at as sent_at
    from mart_attempts
    where is_sent and recipient_email is not null
    union all
    select
        attempts.attempt_id,
        attempts.lead_id,
        attempts.campaign_id,
        attempts.client_id,
        attempts.sender_email,
        leads.contact_email,
        attempts.counted_at
    from mart_attempts as attempts
    left join mart_leads as leads
        on leads.lead_id = attempts.lead_id
    where attempts.is_sent and attempts.recipient_email is null
),

-- three joins on one key each: their sides are small, the sends are many
refused_sends as (
    select
        sends.*,
        lead_refusals.client_id as refused_client_id,
        false as is_listed,
        lead_refusals.refused_at
    from addressed_sends as sends
    inner join lead_refusals on lead_refusals.lead_id = sends.lead_id
    where sends.sent_at > lead_refusals.refused_at
    union all
    select
        sends.*,
        address_refusals.client_id,
        address_refusals.is_listed,
        address_refusals.refused_at
    from addressed_sends as sends
    inner join address_refusals
        on address_refusals.address = sends.recipient_email
    where sends.sent_at > address_refusals.refused_at
    union all
    select
        sends.*,
        null,
        true,
        domain_suppressions.refused_at
    from addressed_sends as sends
    inner join domain_suppressions
        on domain_suppressions.domain
        = split_part(sends.recipient_email, '@', 2)
    where sends.sent_at > domain_suppressions.refused_at
)

select
    attempt_id,
    lead_id,
    campaign_id,
    client_id,
    sender_email,
    recipient_email,
    refused_client_id,
    is_listed,
    min(refused_at) as refused_at,
    sent_at
from refused_sends
group by
    attempt_id,
    lead_id,
    campaign_id,
    client_id,
    sender_email,
    recipient_email,
    refused_client_id,
    is_listed,
    sent_at
