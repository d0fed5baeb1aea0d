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

every_hour as (
    select groups.group_key, replicates.replicate, grid.hours
    from (select distinct group_key from binned) as groups
    cross join replicates
    cross join grid
),

timeline as (
    select
        every_hour.group_key,
        every_hour.replicate,
        every_hour.hours,
        coalesce(sum(weighted.weight), 0) as leaving,
        coalesce(
            sum(weighted.weight) filter (where weighted.ending = 'event'), 0
        ) as events,
        coalesce(
            sum(weighted.weight) filter (where weighted.ending <> 'open'), 0
        ) as ended
    from every_hour
    left join weighted
        on weighted.group_key = every_hour.group_key
        and weighted.replicate = every_hour.replicate
        and weighted.hours = every_hour.hours
    group by every_hour.group_key, every_hour.replicate, every_hour.hours
),

at_risk_then as (
    select
        timeline.*,
        sum(leaving) over (
            partition by group_key, replicate order by hours desc
            rows unbounded preceding
        ) as at_risk
    from timeline
),

factors as (
    select
        at_risk_then.*,
        case when at_risk > 0
            then ln(greatest(1 - ended / at_risk, 1e-9)) else 0
        end as log_factor
    from at_risk_then
),

increments as (
    select
        factors.*,
        exp(coalesce(
            sum(log_factor) over (
                partition by group_key, replicate order by hours
                rows between unbounded preceding and 1 preceding
            ), 0
        )) as survival_before
    from factors
),

curves as (
    select
        group_key,
        replicate,
        hours,
        survival_before * exp(log_factor) as survival,
        sum(
            case when at_risk > 0 then survival_before * events / at_risk
                else 0
            end
        ) over (
            partition by group_key, replicate order by hours
            rows unbounded preceding
        ) as share
    from increments
)

select
    group_key,
    replicate,
    array_agg(survival order by hours) as survivals,
    array_agg(share order by hours) as shares
from curves
group by group_key, replicate
