-- One row per group of orders closed in the range: failures, links that came of
-- those ordered, and what the vendor says of the domains.
-- uses: closed_orders
with sums as (
    select
        group_key,
        count(*) as closed,
        count(*) filter (where state = 'failed') as failed,
        -- what nobody knows the size of cannot be filled
        count(links_total) as sized,
        cast(
            coalesce(sum(slots_live) filter (where links_total is not null), 0)
            as bigint
        ) as slots_live,
        cast(coalesce(sum(links_total), 0) as bigint) as slots_total,
        count(*) filter (
            where state = 'delivered' and slots_live < links_total
        ) as delivered_short,
        sum(average_da * links_in_report)
            filter (where average_da is not null)
            / nullif(
                sum(links_in_report) filter (where average_da is not null), 0
            ) as average_da,
        min(average_da) as lowest_order_da,
        max(average_da) as highest_order_da,
        count(average_da) as orders_with_da
    from closed_orders
    group by group_key
),

-- slots of one order come or stay away together, so that orders vary, not slots
deviations as (
    select
        closed_orders.group_key,
        sum(
            pow(
                closed_orders.slots_live
                - closed_orders.links_total
                * rate(sums.slots_live, sums.slots_total),
                2
            )
        ) as squares
    from closed_orders
    inner join sums on sums.group_key = closed_orders.group_key
    group by closed_orders.group_key
),

fills as (
    select
        sums.*,
        rate(slots_live, slots_total) as fill_rate,
        case when sized > 1 and slots_total > 0 then
            1.959963984540054
            * sqrt(deviations.squares * sized / (sized - 1)) / slots_total
        end as fill_half_width
    from sums
    inner join deviations on deviations.group_key = sums.group_key
)

select
    fills.*,
    -- where all orders agree the formula has no spread to go by
    case when fill_half_width > 0
        then greatest(fill_rate - fill_half_width, 0)
    end as fill_low,
    case when fill_half_width > 0
        then least(fill_rate + fill_half_width, 1)
    end as fill_high
from fills
