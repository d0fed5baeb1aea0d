-- One row per change that was seen on one order, in words.
-- uses: orders_as_of
-- source: podcast
with observations as (
    select
        mart_order_observations.*,
        lag(mart_order_observations.status) over by_time as status_before,
        lag(mart_order_observations.links_delivered) over by_time
            as links_before,
        lag(mart_order_observations.estimated_delivery_at) over by_time
            as estimate_before
    from mart_order_observations
    inner join orders_as_of
        on orders_as_of.order_id = mart_order_observations.order_id
    where mart_order_observations.order_id = :order_id
        and mart_order_observations.observed_at <= :as_of
    window by_time as (
        order by
            mart_order_observations.observed_at,
            mart_order_observations.links_delivered,
            mart_order_observations.status
    )
)

select
    observed_at,
    concat_ws(
        ', ',
        case when status is distinct from status_before
            then 'status ' || status
        end,
        case when links_delivered is distinct from links_before
            then links_delivered || ' of ' || links_total || ' links'
        end,
        case when estimated_delivery_at is distinct from estimate_before
            then 'promised for ' || strftime(
                local_time(estimated_delivery_at, :zone), '%Y-%m-%d %H.%M'
            )
        end
    ) as what,
    origin
from observations
order by observed_at, links_delivered, status
