-- One row per package of the account with its credits as last read, for staff
-- and under no filter of clients: credits are the account's, not a client's.
-- How many will be left when they expire, if orders go on as in the last 90
-- days (or since the first order) and each takes a credit of its package.
-- source: podcast
-- range: all
with readings as (
    select
        package,
        credits,
        expires_at,
        observed_at,
        row_number() over (partition by package order by observed_at desc)
            as age_rank
    from mart_credits
    where observed_at <= :as_of
        and :all_clients
        and :any_client
        and (:any_package or package in :packages)
),

history as (
    select
        cast(:as_of as timestamp) as until_at,
        case
            when min(entered_at) is not null then greatest(
                min(entered_at), cast(:as_of as timestamp) - interval '90 days'
            )
        end as from_at
    from mart_orders
    where entered_at <= :as_of
),

uses as (
    select
        mart_orders.package,
        count(*) as orders
    from mart_orders
    inner join history on mart_orders.entered_at >= history.from_at
    where mart_orders.entered_at <= :as_of
    group by mart_orders.package
),

credits as (
    select
        readings.*,
        coalesce(uses.orders, 0) as orders,
        history.until_at,
        hours_between(history.from_at, history.until_at) / 24 as counted_days,
        hours_between(history.until_at, readings.expires_at) / 24 as days_left
    from readings
    cross join history
    left join uses on uses.package = readings.package
    where readings.age_rank = 1
),

ratios as (
    select
        credits.*,
        case when days_left > 0 and counted_days > 0 then
            days_left / counted_days
        end as ratio
    from credits
),

foretold as (
    select
        ratios.*,
        case
            when credits > orders * ratio then credits - orders * ratio
            when credits <= orders * ratio then 0
        end as unused
    from ratios
)

select
    foretold.package,
    case
        when foretold.credits is null then 'not_told'
        when foretold.expires_at is null then 'no_expiry'
        when foretold.days_left <= 0 then 'expired'
        else 'valid'
    end as state,
    foretold.credits,
    prices.currency,
    cast(prices.price as double) as price,
    cast(foretold.credits * prices.price as double) as worth,
    foretold.expires_at,
    foretold.days_left,
    case when foretold.counted_days is not null then foretold.orders end
        as orders_counted,
    foretold.counted_days,
    foretold.orders * foretold.ratio as expected_use,
    further_count_low(foretold.orders, foretold.ratio) as expected_use_low,
    further_count_high(foretold.orders, foretold.ratio) as expected_use_high,
    foretold.unused as forecast_unused,
    foretold.unused * cast(prices.price as double) as worth_unused,
    foretold.observed_at as read_at
from foretold
asof left join mart_price_book as prices
    on prices.package = foretold.package
    and foretold.until_at >= prices.valid_from
order by foretold.package
