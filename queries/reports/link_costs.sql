-- One row per group and currency of orders closed in the range, for staff.
-- What a live link and an indexed link cost. Orders without a known cost are left
-- out, links and all, and counted. Limits are those of a ratio whose orders, not
-- links, vary (linearised, 95 %).
-- uses: priced_orders, order_yields, survival of priced_spans
-- uses: follow_up of priced_spans
-- source: podcast
-- by: package, niche, client_id, month
with unpriced as (
    select group_key, count(*) as orders
    from priced_orders
    where cost is null
    group by group_key
),

sums as (
    select
        group_key,
        currency,
        count(*) as orders,
        sum(cost) as gross,
        sum(refund) as refunds,
        sum(net_cost) as net,
        cast(sum(links) as bigint) as links,
        count(*) filter (where is_mature) as mature_orders,
        coalesce(sum(cost) filter (where is_mature), 0) as mature_gross,
        coalesce(sum(net_cost) filter (where is_mature), 0) as mature_net,
        cast(coalesce(sum(links) filter (where is_mature), 0) as bigint)
            as mature_links,
        cast(coalesce(sum(indexed) filter (where is_mature), 0) as bigint)
            as mature_indexed
    from order_yields
    group by group_key, currency
),

deviations as (
    select
        order_yields.group_key,
        order_yields.currency,
        sum(
            pow(
                order_yields.cost
                - order_yields.links * sums.gross / nullif(sums.links, 0),
                2
            )
        ) as link_squares,
        sum(
            pow(
                order_yields.cost
                - order_yields.indexed * sums.mature_gross
                / nullif(sums.mature_indexed, 0),
                2
            )
        ) filter (where order_yields.is_mature) as indexed_squares
    from order_yields
    inner join sums
        on sums.group_key = order_yields.group_key
        and sums.currency = order_yields.currency
    group by order_yields.group_key, order_yields.currency
),

spreads as (
    select
        sums.*,
        case when sums.orders > 1 and sums.links > 0 then
            1.959963984540054 * sqrt(
                deviations.link_squares * sums.orders / (sums.orders - 1)
            ) / sums.links
        end as link_half_width,
        case when sums.mature_orders > 1 and sums.mature_indexed > 0 then
            1.959963984540054 * sqrt(
                deviations.indexed_squares * sums.mature_orders
                / (sums.mature_orders - 1)
            ) / sums.mature_indexed
        end as indexed_half_width
    from sums
    inner join deviations
        on deviations.group_key = sums.group_key
        and deviations.currency = sums.currency
),

expected as (
    select curve.group_key, max(curve.share) as share
    from survival_of_priced_spans as curve
    inner join follow_up_of_priced_spans as follow_up
        on follow_up.group_key = curve.group_key
    where curve.hours <= 720 and follow_up.longest_hours >= 720
    group by curve.group_key
)

select
    spreads.group_key as "group",
    spreads.currency,
    spreads.orders as priced_orders,
    coalesce(unpriced.orders, 0) as unpriced_orders,
    round(spreads.gross, 2) as gross,
    round(spreads.refunds, 2) as refunds,
    round(spreads.net, 2) as net,
    spreads.links,
    rate(spreads.gross, spreads.links) as gross_per_link,
    case when spreads.link_half_width is not null then
        greatest(
            rate(spreads.gross, spreads.links) - spreads.link_half_width, 0
        )
    end as gross_per_link_low,
    rate(spreads.gross, spreads.links) + spreads.link_half_width
        as gross_per_link_high,
    rate(spreads.net, spreads.links) as net_per_link,
    spreads.mature_orders,
    round(spreads.mature_gross, 2) as mature_gross,
    spreads.mature_links,
    spreads.mature_indexed,
    rate(spreads.mature_gross, spreads.mature_indexed) as gross_per_indexed,
    case when spreads.indexed_half_width is not null then
        greatest(
            rate(spreads.mature_gross, spreads.mature_indexed)
            - spreads.indexed_half_width,
            0
        )
    end as gross_per_indexed_low,
    rate(spreads.mature_gross, spreads.mature_indexed)
    + spreads.indexed_half_width as gross_per_indexed_high,
    rate(spreads.mature_net, spreads.mature_indexed) as net_per_indexed,
    expected.share as f_30d,
    rate(spreads.gross, spreads.links * expected.share)
        as gross_per_indexed_expected
from spreads
left join unpriced on unpriced.group_key = spreads.group_key
left join expected
    on expected.group_key = spreads.group_key || '|' || spreads.currency
order by spreads.group_key, spreads.currency
