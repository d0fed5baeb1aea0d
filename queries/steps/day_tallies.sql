-- One row per campaign, published day and count of the mails sent on it.
-- The server's days are those of UTC and its window rolls: the first day of it
-- is a part of a day.
-- uses: published_figures
with days as (
    select
        subject as campaign_id,
        label,
        try_cast(label as date) as sent_day,
        read_at
    from published_figures
    where measure = 'sends_of_day'
),

sends as (
    select
        campaign_id,
        cast(sent_at as date) as utc_day,
        day_of(sent_at, :zone) as local_day,
        sent_at
    from mart_attempts
    where is_sent
        and counted_at <= :outreach_as_of
        and sent_at >= (select min(sent_day) - 2 from days)
),

numbers as (
    select
        days.campaign_id,
        days.label,
        count(*) filter (where sends.utc_day = days.sent_day) as sends_of_utc_day,
        count(*) filter (where sends.local_day = days.sent_day)
            as sends_of_local_day,
        count(*) filter (
            where sends.utc_day = days.sent_day
            and sends.sent_at > days.read_at - interval '720 hours'
        ) as sends_of_utc_day_in_window,
        count(*) filter (
            where sends.utc_day = days.sent_day and sends.sent_at <= days.read_at
        ) as sends_of_utc_day_then
    from days
    inner join sends
        on sends.campaign_id = days.campaign_id
        and sends.sent_at >= days.sent_day - interval '1 day'
        and sends.sent_at < days.sent_day + interval '2 days'
    group by days.campaign_id, days.label
)

select
    campaign_id,
    tally,
    label,
    amount
from (
    unpivot numbers on columns(* exclude (campaign_id, label))
    into name tally value amount
)
