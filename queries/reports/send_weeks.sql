-- One row per local week.
-- Mails sent beside the cap that the vendor's document gives (100 a day for one
-- user). A week is complete when all its days lie within the range and before
-- as_of.
-- uses: sends_in_range, send_days
-- source: outreach
with daily_sends as (
    select local_day, sum(attempts) as sent
    from sends_in_range
    where status = 'sent'
    group by local_day
),

weeks as (
    select
        cast(date_trunc('week', send_days.local_day) as date) as week,
        count(*) filter (
            where send_days.local_day < day_of(:outreach_as_of, :zone)
        ) as past_days,
        cast(coalesce(sum(daily_sends.sent), 0) as bigint) as sent
    from send_days
    left join daily_sends
        on daily_sends.local_day = send_days.local_day
    group by cast(date_trunc('week', send_days.local_day) as date)
)

select
    week,
    past_days = 7 as is_complete,
    sent,
    7 * 100 as cap
from weeks
order by week
