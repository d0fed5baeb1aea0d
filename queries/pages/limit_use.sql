-- One row per source with requests in the hour before as_of, for staff.
-- busiest_minute is the most that was sent in any 60 seconds of that hour.
-- source: ledger
with requests_of_the_hour as (
    select
        source,
        sent_at,
        count(*) over (
            partition by source
            order by sent_at
            range between interval '60 seconds' preceding and current row
        ) as sent_within_a_minute
    from mart_requests
    where
        :all_clients
        and sent_at > cast(:as_of as timestamp) - interval '1 hour'
        and sent_at <= :as_of
)

select
    source,
    count(*) filter (
        where sent_at > cast(:as_of as timestamp) - interval '60 seconds'
    ) as last_minute,
    count(*) as last_hour,
    max(sent_within_a_minute) as busiest_minute
from requests_of_the_hour
group by source
order by source
