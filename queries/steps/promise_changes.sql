-- One row per order first promised for the range whose estimate was seen to move.
-- uses: promises_in_range
with estimates as (
    select
        observations.order_id,
        observations.estimated_delivery_at,
        row_number() over (
            partition by observations.order_id
            order by observations.observed_at desc
        ) as recency
    from mart_order_observations as observations
    where observations.estimated_delivery_at is not null
        and observations.observed_at <= :as_of
)

select
    promises_in_range.group_key,
    promises_in_range.order_id,
    hours_between(
        promises_in_range.first_promised_at, estimates.estimated_delivery_at
    ) as moved_hours
from promises_in_range
inner join estimates on estimates.order_id = promises_in_range.order_id
where estimates.recency = 1
    and estimates.estimated_delivery_at <> promises_in_range.first_promised_at
