-- One row per group of orders created in the range.
-- uses: orders_in_range
select
    group_key,
    count(*) as orders,
    count(*) filter (where state = 'delivered') as delivered,
    count(*) filter (where state = 'open') as open,
    count(*) filter (where state = 'failed') as failed,
    count(*) filter (where state = 'open' and first_promised_at > :as_of)
        as not_due_open,
    cast(coalesce(sum(links_total), 0) as bigint) as links_total,
    percentile_cont(0.5) within group (order by delivery_hours)
        filter (where delivery_hours >= 0) as median_hours_finished,
    percentile_disc(0.9) within group (order by delivery_hours)
        filter (where delivery_hours >= 0) as p90_hours_finished,
    max(age_hours) filter (where state = 'open') as longest_open_hours,
    case
        when count(price) = count(*) and count(distinct currency) <= 1
            then cast(coalesce(sum(price), 0) as decimal(18, 2))
    end as spend
from orders_in_range
group by group_key
