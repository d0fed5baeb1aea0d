-- One row per group and local day.
-- Attempts by what became of them; days without any stand as zeros. `other`
-- holds statuses that no document names.
-- uses: sends_in_range, send_days
-- source: outreach
-- by: campaign_id, client_id, sender_email
with groups as (
    select distinct group_key
    from sends_in_range
    union
    select 'all'
    where :by = 'none'
),

daily_counts as (
    select
        group_key,
        local_day,
        sum(attempts) filter (where status = 'queued') as queued,
        sum(attempts) filter (where status = 'approved') as approved,
        sum(attempts) filter (where status = 'blocked') as blocked,
        sum(attempts) filter (where status = 'sent') as sent,
        sum(attempts) filter (where status = 'failed') as failed,
        sum(attempts) filter (
            where status is null
            or status not in (
                'queued', 'approved', 'blocked', 'sent', 'failed'
            )
        ) as other
    from sends_in_range
    group by group_key, local_day
)

select
    groups.group_key as "group",
    send_days.local_day as date,
    cast(coalesce(daily_counts.queued, 0) as bigint) as queued,
    cast(coalesce(daily_counts.approved, 0) as bigint) as approved,
    cast(coalesce(daily_counts.blocked, 0) as bigint) as blocked,
    cast(coalesce(daily_counts.sent, 0) as bigint) as sent,
    cast(coalesce(daily_counts.failed, 0) as bigint) as failed,
    cast(coalesce(daily_counts.other, 0) as bigint) as other
from groups
cross join send_days
left join daily_counts
    on daily_counts.group_key = groups.group_key
    and daily_counts.local_day = send_days.local_day
order by groups.group_key, send_days.local_day
