-- One row per group with open orders and replicate: the curve of one of 100
-- Bayesian bootstrap samples of the orders, as lists over the hours of the grid.
-- Orders that ended alike in the same hour share one draw, so that the cost hangs
-- on the grid, not on the orders.
-- uses: forecast_spans, open_orders_then
with replicates as (
    select cast(unnest(generate_series(1, 100)) as integer) as replicate
),

grid as (
    select cast(unnest(generate_series(0, 96)) as integer) as hours
    union all
    select cast(unnest(generate_series(102, 720, 6)) as integer)
),

binned as (
    select
        group_key,
        grid_hour(exit_hours) as hours,
        ending,
        count(*) as orders
    from forecast_spans
    where
        exit_hours >= 0
        and group_key in (select group_key from open_orders_then)
    group by group_key, grid_hour(exit_hours), ending
),

weighted as (
    select
        binned.group_key,
        replicates.replicate,
        binned.hours,
        binned.ending,
        weight_of(
            binned.orders,
            binned.group_key || '/' || binned.hours || '/' || binned.ending
            || '/' || replicates.replicate
        ) as weight
    from binned
    cross join replicates
),

-- Each replicate begins with all its weight, which has left it after its last hour.
moments as (
    select
        groups.group_key,
        replicates.replicate,
        grid.hours,
        0.0e0 as leaving,
        0.0e0 as events,
        0.0e0 as ended
    from (select distinct group_key from binned) as groups
    cross join replicates
    cross join grid
    union all
    select
        group_key,
        replicate,
        hours,
        weight,
        case when ending = 'event' then weight else 0 end,
        case when ending <> 'open' then weight else 0 end
    from weighted
    union all
    select group_key, replicate, -1, -sum(weight), 0, 0
    from weighted
    group by group_key, replicate
),

timeline as (
    select
        group_key,
        replicate,
        hours,
        sum(leaving) as leaving,
        sum(events) as events,
        sum(ended) as ended
    from moments
    group by group_key, replicate, hours
    order by group_key, replicate, hours
),

-- Running sums over one sort, as in survival_shares.
at_risk_then as (
    select
        timeline.*,
        leaving - sum(leaving) over (rows unbounded preceding) as at_risk
    from timeline
),

factors as (
    select
        at_risk_then.*,
        case when at_risk > 0
            then ln(greatest(1 - ended / at_risk, 1e-9)) else 0
        end as log_factor
    from at_risk_then
    where hours >= 0
),

log_sums as (
    select
        factors.*,
        sum(log_factor) over (rows unbounded preceding) as log_sum
    from factors
),

increments as (
    select
        log_sums.*,
        exp(
            log_sum - log_factor
            - min(case when hours = 0 then log_sum - log_factor end)
                over (rows unbounded preceding)
        ) as survival_before
    from log_sums
),

steps_up as (
    select
        increments.*,
        case when at_risk > 0 then survival_before * events / at_risk else 0 end
            as step_up
    from increments
),

step_sums as (
    select
        steps_up.*,
        sum(step_up) over (rows unbounded preceding) as step_sum
    from steps_up
),

curves as (
    select
        group_key,
        replicate,
        hours,
        survival_before * exp(log_factor) as survival,
        step_sum
        - max(case when hours = 0 then step_sum - step_up end)
            over (rows unbounded preceding) as share
    from step_sums
)

select
    group_key,
    replicate,
    array_agg(survival order by hours) as survivals,
    array_agg(share order by hours) as shares
from curves
group by group_key, replicate
