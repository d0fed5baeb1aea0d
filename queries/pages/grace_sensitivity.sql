-- One row per grace: how the on-time rate hangs on a few minutes.
-- uses: promises_in_range
-- source: podcast
with graces as (
    select 0 as grace_minutes, interval '0 minutes' as grace
    union all
    select 15, interval '15 minutes'
    union all
    select 60, interval '60 minutes'
),

grace_counts as (
    select
        graces.grace_minutes,
        count(promises_in_range.order_id) as due,
        count(promises_in_range.order_id) filter (
            where promises_in_range.delivered_at
            <= promises_in_range.first_promised_at + graces.grace
        ) as on_time
    from graces
    left join promises_in_range
        on promises_in_range.first_promised_at + graces.grace <= :as_of
        and promises_in_range.state <> 'failed'
    group by graces.grace_minutes
)

select
    grace_minutes,
    due,
    on_time,
    rate(on_time, due) as on_time_rate,
    wilson_low(on_time, due) as on_time_low,
    wilson_high(on_time, due) as on_time_high
from grace_counts
order by grace_minutes
