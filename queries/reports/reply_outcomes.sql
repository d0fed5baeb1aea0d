-- One row on the leads that answered in the range, and the yes that waits.
-- Hours run from a lead's first mail to its first human reply, among those who
-- replied; leads whose first reply came before any mail have no such time.
-- uses: replies_in_range, reply_leads, unanswered_replies
-- source: outreach
with replying_leads as (
    select
        reply_leads.lead_id,
        max(case when replies.classification = 'interested' then 1 else 0 end)
            as interested,
        min(replies.received_at) as first_replied_at
    from replies_in_range as replies
    inner join reply_leads
        on reply_leads.reply_id = replies.reply_id
    where replies.is_human
    group by reply_leads.lead_id
),

earlier_repliers as (
    select reply_leads.lead_id
    from mart_replies as replies
    inner join reply_leads
        on reply_leads.reply_id = replies.reply_id
    where replies.is_human and replies.received_at < :start_at
),

first_sends as (
    select lead_id, min(counted_at) as first_contacted_at
    from mart_attempts
    where is_sent and counted_at <= :outreach_as_of
    group by lead_id
),

reply_times as (
    select
        hours_between(
            first_sends.first_contacted_at, replying_leads.first_replied_at
        ) as hours
    from replying_leads
    inner join first_sends
        on first_sends.lead_id = replying_leads.lead_id
    where
        replying_leads.first_replied_at >= first_sends.first_contacted_at
        and replying_leads.lead_id not in (
            select lead_id from earlier_repliers
        )
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

waiting as (
    select
        count(*) as unanswered_positive,
        max(unanswered_replies.waits_hours) as longest_unanswered_hours
    from replies_in_range
    inner join unanswered_replies
        on unanswered_replies.reply_id = replies_in_range.reply_id
),

unmatched as (
    select count(*) as unmatched_replies
    from replies_in_range
    left join reply_leads
        on reply_leads.reply_id = replies_in_range.reply_id
    where reply_leads.reply_id is null
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
    waiting.unanswered_positive,
    waiting.longest_unanswered_hours,
    unmatched.unmatched_replies
from lead_counts
cross join time_figures
cross join waiting
cross join unmatched
