-- One row per interested reply that waits at as_of, whatever the range.
-- No mail went to the lead (without a lead, to the address in that campaign)
-- since, and no placement was seen.
-- uses: reply_leads
with interested_replies as (
    select
        replies.reply_id,
        reply_leads.lead_id,
        replies.campaign_id,
        replies.from_email,
        replies.received_at
    from mart_replies as replies
    left join reply_leads
        on reply_leads.reply_id = replies.reply_id
    left join mart_leads as leads
        on leads.lead_id = reply_leads.lead_id
    where
        (:all_clients or replies.client_id in :clients)
        and (:any_client or replies.client_id in :filter_clients)
        and (:any_campaign or replies.campaign_id in :campaigns)
        and (
            :any_sender
            or replies.attempt_id in (
                select attempt_id
                from mart_attempts
                where not :any_sender and sender_email in :senders
            )
        )
        and replies.classification = 'interested'
        and replies.received_at <= :outreach_as_of
        and coalesce(leads.placed_seen_at > :outreach_as_of, true)
),

-- a mail is an answer for its lead; a reply without one looks for its address
answers as (
    select
        replies.reply_id,
        replies.received_at,
        attempts.is_sent,
        attempts.counted_at
    from interested_replies as replies
    inner join mart_attempts as attempts
        on attempts.lead_id = replies.lead_id
    union all
    select
        replies.reply_id,
        replies.received_at,
        attempts.is_sent,
        attempts.counted_at
    from interested_replies as replies
    inner join mart_attempts as attempts
        on attempts.recipient_email = replies.from_email
        and attempts.campaign_id = replies.campaign_id
    where replies.lead_id is null
    union all
    select
        replies.reply_id,
        replies.received_at,
        attempts.is_sent,
        attempts.counted_at
    from interested_replies as replies
    inner join mart_leads as leads
        on leads.contact_email = replies.from_email
    inner join mart_attempts as attempts
        on attempts.lead_id = leads.lead_id
        and attempts.campaign_id = replies.campaign_id
    where replies.lead_id is null and attempts.recipient_email is null
)

select
    reply_id,
    hours_between(received_at, :outreach_as_of) as waits_hours
from interested_replies
where reply_id not in (
    select reply_id
    from answers
    where
        is_sent
        and counted_at > received_at
        and counted_at <= :outreach_as_of
)
