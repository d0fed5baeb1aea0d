select 'all' as "group", days.day as date, coalesce(sent.queued, 0), coalesce(sent.approved, 0),
    coalesce(sent.blocked, 0), coalesce(sent.sent, 0), coalesce(sent.failed, 0),
    coalesce(sent.other, 0)
from (
    select cast(unnest(generate_series(
        cast(min(coalesce(sent_at, created_at)) as date), cast(max(known.as_of) as date),
        interval '1 day'
    )) as date) as day
    from attempts, (select as_of from mart_as_of where source = 'outreach') as known
    where coalesce(sent_at, created_at) <= known.as_of
) as days
left join (
    select cast(coalesce(sent_at, created_at) as date) as day,
        count(*) filter (where status = 'queued') as queued,
        count(*) filter (where status = 'approved') as approved,
        count(*) filter (where status = 'blocked') as blocked,
        count(*) filter (where status = 'sent' or (status is null and sent_at is not null)) as sent,
        count(*) filter (where status = 'failed') as failed,
        count(*) filter (
            where status not in ('queued', 'approved', 'blocked', 'sent', 'failed')
            or (status is null and sent_at is null)
        ) as other
    from attempts
    where coalesce(sent_at, created_at) <= (select as_of from mart_as_of where source = 'outreach')
    group by 1
) as sent on sent.day = days.day
order by days.day
