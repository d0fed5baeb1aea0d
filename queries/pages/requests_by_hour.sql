-- One row per local hour and source with requests in it, for staff.
-- source: ledger
with hourly_requests as (
    select
        date_trunc('hour', local_time(sent_at, :zone)) as hour,
        source
    from mart_requests
    where
        :all_clients
        and sent_at >= :start_at
        and sent_at < :end_at
)

select
    hour,
    source,
    count(*) as requests
from hourly_requests
group by hour, source
order by hour, source
