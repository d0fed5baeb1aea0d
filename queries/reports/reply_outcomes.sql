-- One row on the leads that answered in the range, and the yes that waits.
-- Hours run from a lead's first mail to its first human reply, among those who
-- replied; leads whose first reply came before any mail have no such time.
-- uses: replies_in_range
-- source: outreach
with replying_leads as (
    select
        lead_id,
        max(case when classification = 'interested' then 1 else 0 end)
            as interested,
        min(received_at) as first_replied_at,
        min(lead_replied_at) as ever_replied_at,
        min(lead_contacted_at) as first_contacted_at
    from replies_in_range
    where is_human and lead_id is not null
    group by lead_id
),

reply_times as (
    select hours_between(first_contacted_at, first_replied_at) as hours
    from replying_leads
    where
        first_replied_at >= first_contacted_at
        and first_replied_at = ever_replied_at
),

lead_counts as (
    select
        count(*) as human_replies,
        cast(coalesce(sum(interested), 0) as bigint) as interested_leads
    from replying_leads
),

time_figures as (
    select
        percentile_cont(0.5) within group (order by hours) as median_hours,
        percentile_disc(0.9) within group (order by hours) as p90_hours
    from reply_times
),

reply_counts as (
    select
        count(waits_hours) as unanswered_positive,
        max(waits_hours) as longest_unanswered_hours,
        count(*) filter (where lead_id is null) as unmatched_replies
    from replies_in_range
)

select
    lead_counts.human_replies,
    lead_counts.interested_leads,
    rate(lead_counts.interested_leads, lead_counts.human_replies)
        as positive_share,
    wilson_low(lead_counts.interested_leads, lead_counts.human_replies) as low,
    wilson_high(lead_counts.interested_leads, lead_counts.human_replies)
        as high,
    time_figures.median_hours as median_hours_to_reply,
    time_figures.p90_hours as p90,
    reply_counts.unanswered_positive,
    reply_counts.longest_unanswered_hours,
    reply_counts.unmatched_replies
from lead_counts
cross join time_figures
cross join reply_counts
