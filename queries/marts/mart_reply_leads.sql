-- One row per reply for which a lead is found.
-- matched_by: attempt (the reply names it) or address (the sender is a lead of
-- the campaign, the one written to last before the reply).
-- kept: as a table
with named_attempts as (
    select
        replies.reply_id,
        replies.campaign_id,
        replies.from_email,
        coalesce(replies.received_at, replies.first_seen_at) as received_at,
        attempts.lead_id
    from stg_outreach__replies as replies
    left join stg_outreach__attempts as attempts
        on attempts.attempt_id = replies.attempt_id
        and attempts.campaign_id = replies.campaign_id
),

address_candidates as (
    select
        replies.reply_id,
        replies.received_at,
        leads.lead_id
    from named_attempts as replies
    inner join stg_outreach__leads as leads
        on leads.contact_email = replies.from_email
        and leads.campaign_id = replies.campaign_id
    where replies.lead_id is null
    union
    select
        replies.reply_id,
        replies.received_at,
        attempts.lead_id
    from named_attempts as replies
    inner join stg_outreach__attempts as attempts
        on attempts.recipient_email = replies.from_email
        and attempts.campaign_id = replies.campaign_id
    where replies.lead_id is null and attempts.lead_id is not null
),

counted_candidates as (
    select
        reply_id,
        received_at,
        lead_id,
        count(*) over (partition by reply_id) as candidates
    from address_candidates
),

-- sends decide among several leads with one address; nearly always there is one
candidate_sends as (
    select
        candidates.reply_id,
        candidates.lead_id,
        max(
            coalesce(
                attempts.sent_at, attempts.created_at, attempts.first_seen_at
            )
        ) as last_sent_at
    from counted_candidates as candidates
    inner join stg_outreach__attempts as attempts
        on attempts.lead_id = candidates.lead_id
    where
        candidates.candidates > 1
        -- as mart_attempts has it: some servers give a time and no status
        and coalesce(attempts.status = 'sent', attempts.sent_at is not null)
        and coalesce(
            attempts.sent_at, attempts.created_at, attempts.first_seen_at
        ) <= candidates.received_at
    group by candidates.reply_id, candidates.lead_id
),

ranked_candidates as (
    select
        candidates.reply_id,
        candidates.lead_id,
        row_number() over (
            partition by candidates.reply_id
            order by
                candidate_sends.last_sent_at desc nulls last,
                candidates.lead_id
        ) as preference
    from counted_candidates as candidates
    left join candidate_sends
        on candidate_sends.reply_id = candidates.reply_id
        and candidate_sends.lead_id = candidates.lead_id
)

select reply_id, lead_id, 'attempt' as matched_by
from named_attempts
where lead_id is not null
union all
select reply_id, lead_id, 'address'
from ranked_candidates
where preference = 1
