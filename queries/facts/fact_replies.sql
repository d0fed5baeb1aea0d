-- One row per reply with the lead it is from and what was done about it.
-- The first mail after it is told of interested replies alone.
-- kept: as a table
with matched_replies as (
    select
        replies.*,
        reply_leads.lead_id,
        reply_leads.matched_by
    from mart_replies as replies
    left join mart_reply_leads as reply_leads
        on reply_leads.reply_id = replies.reply_id
),

interested_replies as (
    select
        reply_id,
        lead_id,
        campaign_id,
        from_email,
        received_at
    from matched_replies
    where classification = 'interested'
),

sends as (
    select
        lead_id,
        campaign_id,
        recipient_email,
        counted_at
    from mart_attempts
    where is_sent
),

-- a mail is an answer for its lead; a reply without one looks for its address
answers as (
    select
        replies.reply_id,
        sends.counted_at
    from interested_replies as replies
    inner join sends on sends.lead_id = replies.lead_id
    where sends.counted_at > replies.received_at
    union all
    select
        replies.reply_id,
        sends.counted_at
    from interested_replies as replies
    inner join sends
        on sends.recipient_email = replies.from_email
        and sends.campaign_id = replies.campaign_id
    where replies.lead_id is null and sends.counted_at > replies.received_at
    union all
    select
        replies.reply_id,
        sends.counted_at
    from interested_replies as replies
    inner join mart_leads as leads
        on leads.contact_email = replies.from_email
    inner join sends
        on sends.lead_id = leads.lead_id
        and sends.campaign_id = replies.campaign_id
    where replies.lead_id is null
        and sends.recipient_email is null
        and sends.counted_at > replies.received_at
),

first_answers as (
    select reply_id, min(counted_at) as answered_at
    from answers
    group by reply_id
),

lead_sends as (
    select lead_id, min(counted_at) as first_contacted_at
    from sends
    group by lead_id
)

select
    replies.*,
    first_answers.answered_at,
    leads.placed_seen_at as lead_placed_seen_at,
    lead_sends.first_contacted_at as lead_contacted_at,
    min(replies.received_at) filter (where replies.is_human) over (
        partition by replies.lead_id
    ) as lead_replied_at
from matched_replies as replies
left join first_answers on first_answers.reply_id = replies.reply_id
left join mart_leads as leads on leads.lead_id = replies.lead_id
left join lead_sends on lead_sends.lead_id = replies.lead_id
