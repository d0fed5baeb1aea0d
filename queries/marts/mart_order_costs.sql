-- One row per order: what it cost, and how that is known.
-- exact (entered for this order), booked (the price book's price of its day),
-- inferred (the only order between two readings of a balance that fell while no
-- credit was used) or unknown. Refunds are known only if entered.
with prices as (
    select
        package,
        price,
        currency,
        valid_from,
        lead(valid_from) over (
            partition by package order by valid_from
        ) as valid_until
    from stg_ledger__price_book
),

balances as (
    select
        observed_at as until_at,
        lag(observed_at) over by_time as from_at,
        lag(balance_usd) over by_time - balance_usd as fallen,
        coalesce(credits_starter, 0)
        + coalesce(credits_growth, 0)
        + coalesce(credits_scale, 0) as credits,
        lag(
            coalesce(credits_starter, 0)
            + coalesce(credits_growth, 0)
            + coalesce(credits_scale, 0)
        ) over by_time as credits_before
    from stg_podcast__account_snapshots
    window by_time as (order by observed_at)
),

drops as (
    select
        max(orders.order_id) as order_id,
        balances.fallen
    from balances
    inner join stg_podcast__orders as orders
        on orders.created_at > balances.from_at
        and orders.created_at <= balances.until_at
    where balances.fallen > 0 and balances.credits = balances.credits_before
    group by balances.from_at, balances.until_at, balances.fallen
    having count(*) = 1
)

select
    orders.order_id,
    orders.client_id,
    case
        when entered.cost is not null then 'exact'
        when prices.price is not null then 'booked'
        when drops.fallen is not null then 'inferred'
        else 'unknown'
    end as cost_basis,
    case
        when entered.cost is not null then entered.currency
        when prices.price is not null then prices.currency
        when drops.fallen is not null then 'USD'
    end as currency,
    coalesce(entered.cost, prices.price, drops.fallen) as cost,
    coalesce(entered.refund, 0) as refund
from stg_podcast__orders as orders
left join stg_ledger__order_costs as entered
    on entered.order_id = orders.order_id
left join prices
    on prices.package = orders.package
    and prices.valid_from <= orders.created_at
    and (prices.valid_until is null or orders.created_at < prices.valid_until)
left join drops on drops.order_id = orders.order_id
