-- One row per currency that costs and page values of the range stand in, for
-- staff; first the one of most orders and links.
-- uses: priced_orders, link_values
-- source: podcast
with amounts as (
    select currency
    from priced_orders
    where cost is not null
    union all
    select currency
    from link_values
    where currency is not null
)

select
    currency,
    count(*) as rows
from amounts
group by currency
order by count(*) desc, currency
