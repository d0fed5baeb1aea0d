-- One row per campaign and count of its attempts.
with newest_attempts as (
    select
        campaign_id,
        newest_since(coalesce(created_at, counted_at), 50) as since
    from mart_attempts
    where counted_at <= :outreach_as_of
    group by campaign_id
),

seen_attempts as (
    select
        attempts.campaign_id,
        attempts.is_sent,
        attempts.status = 'blocked' as is_blocked,
        coalesce(attempts.created_at, attempts.counted_at)
        >= newest_attempts.since as is_new,
        attempts.sent_at > cast(:outreach_as_of as timestamp) - interval '720 hours'
            as is_recent
    from mart_attempts as attempts
    inner join newest_attempts
        on newest_attempts.campaign_id = attempts.campaign_id
    where attempts.counted_at <= :outreach_as_of
),

numbers as (
    select
        campaign_id,
        count(*) as attempts,
        least(count(*), 50) as attempts_50,
        count(*) filter (where is_sent) as sends,
        count(*) filter (where is_sent and is_new) as sends_50,
        count(*) filter (where is_sent and is_recent) as sends_30d,
        count(*) filter (where is_blocked) as blocked,
        count(*) filter (where is_blocked and is_new) as blocked_50
    from seen_attempts
    group by campaign_id
)

select
    campaign_id,
    tally,
    cast(null as varchar) as label,
    amount
from (
    unpivot numbers on columns(* exclude (campaign_id))
    into name tally value amount
)
