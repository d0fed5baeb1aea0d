-- One row per moment, open order and horizon: the chance to be delivered within
-- it, given the order's age a: (F(a + h) - F(a)) / S(a), failures competing. Null
-- where fewer than 30 orders of its package had ended: too little history.
-- uses: open_orders_then, horizons_ahead, closed_then, survival of forecast_spans
with stretches as (
    select
        group_key,
        hours as from_hours,
        coalesce(
            lead(hours) over (partition by group_key order by hours), 1e9
        ) as to_hours,
        share,
        survival
    from survival_of_forecast_spans
),

starts as (
    select
        orders.*,
        coalesce(closed_then.closed_orders, 0) as closed_orders,
        stretches.share,
        stretches.survival
    from open_orders_then as orders
    left join closed_then on closed_then.group_key = orders.group_key
    left join stretches
        on stretches.group_key = orders.group_key
        and orders.age_hours >= stretches.from_hours
        and orders.age_hours < stretches.to_hours
)

select
    starts.*,
    horizons_ahead.horizon_hours,
    case when starts.closed_orders >= 30 and starts.survival > 1e-12 then
        greatest(
            least((ends.share - starts.share) / starts.survival, 1), 0
        )
    end as chance
from starts
cross join horizons_ahead
left join stretches as ends
    on ends.group_key = starts.group_key
    and starts.age_hours + horizons_ahead.horizon_hours >= ends.from_hours
    and starts.age_hours + horizons_ahead.horizon_hours < ends.to_hours
