-- One row per moment and package: the orders that had ended by then.
-- uses: forecast_spans
select
    group_key,
    count(*) filter (where ending <> 'open') as closed_orders
from forecast_spans
group by group_key
