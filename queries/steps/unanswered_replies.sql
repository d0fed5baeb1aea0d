-- One row per interested reply that waits at as_of, whatever the range.
-- No mail went to the lead (without a lead, to the address in that campaign)
-- since, and no placement was seen.
with interested_replies as (
    select
        replies.reply_id,
        replies.lead_id,
        replies.campaign_id,
        replies.from_email,
        replies.received_at
    from mart_replies as replies
    left join mart_leads as leads
        on leads.lead_id = replies.lead_id
    where
        (:all_clients or replies.client_id in :clients)
        and (:any_client or replies.client_id in :filter_clients)
        and (:any_campaign or replies.campaign_id in :campaigns)
        and (:any_sender or replies.sender_email in :senders)
        and replies.classification = 'interested'
        and replies.received_at <= :outreach_as_of
        and coalesce(leads.placed_seen_at > :outreach_as_of, true)
),

answered_replies as (
    select replies.reply_id
    from interested_replies as replies
    inner join mart_attempts as attempts
        on attempts.lead_id = replies.lead_id
    where
        attempts.is_sent
        and attempts.counted_at > replies.received_at
        and attempts.counted_at <= :outreach_as_of
    union
    select replies.reply_id
    from interested_replies as replies
    inner join mart_attempts as attempts
        on attempts.recipient_email = replies.from_email
        and attempts.campaign_id = replies.campaign_id
    where
        replies.lead_id is null
        and attempts.is_sent
        and attempts.counted_at > replies.received_at
        and attempts.counted_at <= :outreach_as_of
)

select
    reply_id,
    hours_between(received_at, :outreach_as_of) as waits_hours
from interested_replies
where reply_id not in (select reply_id from answered_replies)
