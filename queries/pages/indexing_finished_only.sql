-- One row per hour at which a link was indexed: the curve of a dashboard that
-- counts finished links only. It is drawn to show how far off that is.
-- uses: index_spans
-- source: podcast
with index_times as (
    select
        exit_hours as hours,
        count(*) as events
    from index_spans
    where ending = 'event'
    group by exit_hours
)

select
    hours,
    sum(events) over (order by hours rows unbounded preceding)
        / cast(sum(events) over () as double) as share
from index_times
order by hours
