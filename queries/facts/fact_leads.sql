-- One row per lead with what its mails, replies and observations say of it.
-- Each time is the first of its kind, so that what was known at some as_of is
-- found by comparing; counts come with the times that make them up.
-- agreed_at and answered_at follow the first send; the others came whenever.
-- kept: as a table
with sends as (
    select
        attempts.lead_id,
        count(*) as sends,
        min(attempts.counted_at) as first_contacted_at,
        max(attempts.counted_at) as last_contacted_at,
        list(attempts.counted_at) as send_times
    from mart_attempts as attempts
    inner join mart_leads as leads
        on leads.lead_id = attempts.lead_id
        and leads.campaign_id = attempts.campaign_id
    where attempts.is_sent
    group by attempts.lead_id
),

replies as (
    select
        reply_leads.lead_id,
        replies.received_at,
        replies.is_human,
        case
            when replies.classification = 'interested' then 'interested'
            when replies.classification = 'not_interested' then 'not_interested'
            when replies.is_human then 'replied'
            else 'out_of_office'
        end as class,
        replies.received_at >= sends.first_contacted_at as is_after_mail
    from mart_replies as replies
    inner join mart_reply_leads as reply_leads
        on reply_leads.reply_id = replies.reply_id
    inner join mart_leads as leads
        on leads.lead_id = reply_leads.lead_id
        and leads.campaign_id = replies.campaign_id
    left join sends on sends.lead_id = reply_leads.lead_id
),

first_replies as (
    select
        lead_id,
        count(*) filter (where is_human) as human_replies,
        max(received_at) filter (where is_human) as last_replied_at,
        list(received_at) filter (where is_human) as reply_times,
        min(received_at) filter (where is_human) as first_replied_at,
        min(received_at) filter (where is_human and is_after_mail) as answered_at,
        min(received_at) filter (where class = 'interested') as interested_at,
        min(received_at) filter (where class = 'interested' and is_after_mail)
            as agreed_at,
        min(received_at) filter (where class = 'replied') as replied_at,
        min(received_at) filter (where class = 'not_interested') as refused_at,
        min(received_at) filter (where class = 'out_of_office') as away_at
    from replies
    group by lead_id
),

observations as (
    select lead_id, max(observed_at) as last_observed_at
    from mart_lead_observations
    group by lead_id
)

select
    leads.*,
    coalesce(sends.sends, 0) as sends,
    sends.first_contacted_at,
    sends.last_contacted_at,
    sends.send_times,
    coalesce(first_replies.human_replies, 0) as human_replies,
    first_replies.last_replied_at,
    first_replies.reply_times,
    first_replies.first_replied_at,
    first_replies.answered_at,
    first_replies.interested_at,
    first_replies.agreed_at,
    first_replies.replied_at,
    first_replies.refused_at,
    first_replies.away_at,
    observations.last_observed_at
from mart_leads as leads
left join sends on sends.lead_id = leads.lead_id
left join first_replies on first_replies.lead_id = leads.lead_id
left join observations on observations.lead_id = leads.lead_id
