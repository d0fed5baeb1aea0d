-- One row per order whose cost or refund a user entered.
select
    order_id,
    cost,
    refund,
    currency,
    updated_at
from order_costs
