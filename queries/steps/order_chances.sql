-- One row per moment, open order and horizon: the chance to be delivered within
-- it, given the order's age a: (F(a + h) - F(a)) / S(a), failures competing. Null
-- where fewer than 30 orders of its package had ended: too little history.
-- uses: open_orders_then, horizons_ahead, closed_then, survival_shares of forecast_spans
with starts as (
    select
        orders.*,
        coalesce(closed_then.closed_orders, 0) as closed_orders,
        curve.share,
        curve.survival
    from open_orders_then as orders
    left join closed_then on closed_then.group_key = orders.group_key
    asof left join survival_shares_of_forecast_spans as curve
        on curve.group_key = orders.group_key
        and orders.age_hours >= curve.hours
),

goals as (
    select
        starts.*,
        horizons_ahead.horizon_hours,
        starts.age_hours + horizons_ahead.horizon_hours as goal_hours
    from starts
    cross join horizons_ahead
)

select
    goals.* exclude (goal_hours),
    case when goals.closed_orders >= 30 and goals.survival > 1e-12 then
        greatest(least((ends.share - goals.share) / goals.survival, 1), 0)
    end as chance
from goals
asof left join survival_shares_of_forecast_spans as ends
    on ends.group_key = goals.group_key
    and goals.goal_hours >= ends.hours
