-- One row per moment, package (and 'all') and horizon: the links that open orders
-- are expected to bring. Limits (95 %): the chance of each order's own outcome and
-- the spread of 100 bootstrap samples of the orders, added up.
-- uses: order_chances, resampled_links
with packages as (
    select
        chances.weeks_ago,
        chances.moment_at,
        chances.package,
        chances.horizon_hours,
        count(*) as open_orders,
        cast(sum(chances.links_open) as bigint) as open_links,
        max(chances.closed_orders) as closed_orders,
        count(chances.chance) as foretold_orders,
        cast(
            coalesce(
                sum(chances.links_open) filter (
                    where chances.chance is not null
                ), 0
            ) as bigint
        ) as foretold_links,
        sum(chances.chance) as expected_orders,
        sum(chances.links_open * chances.chance) as expected_links,
        sum(
            pow(chances.links_open, 2) * chances.chance * (1 - chances.chance)
        ) + case when count(chances.chance) > 0
            then max(resampled_links.variance)
        end as variance
    from order_chances as chances
    left join resampled_links
        on resampled_links.group_key = chances.group_key
        and resampled_links.horizon_hours = chances.horizon_hours
    group by
        chances.weeks_ago,
        chances.moment_at,
        chances.package,
        chances.horizon_hours
),

groups as (
    select *
    from packages
    union all
    select
        weeks_ago,
        moment_at,
        'all',
        horizon_hours,
        cast(sum(open_orders) as bigint),
        cast(sum(open_links) as bigint),
        cast(sum(closed_orders) as bigint),
        cast(sum(foretold_orders) as bigint),
        cast(sum(foretold_links) as bigint),
        sum(expected_orders),
        sum(expected_links),
        sum(variance)
    from packages
    group by weeks_ago, moment_at, horizon_hours
)

select
    groups.*,
    case when variance is not null
        then greatest(expected_links - 1.959963984540054 * sqrt(variance), 0)
    end as low,
    case when variance is not null then
        least(
            expected_links + 1.959963984540054 * sqrt(variance), foretold_links
        )
    end as high
from groups
