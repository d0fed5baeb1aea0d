-- One row per package (and 'all') and horizon: links that open orders are expected
-- to bring until then, whatever the range. Packages with fewer than 30 ended
-- orders have too little history and are left out of the sum.
-- uses: forecast_totals
-- source: podcast
-- group: now
select
    package as "group",
    horizon_hours,
    after_hours(moment_at, horizon_hours) as until_at,
    open_orders,
    open_links,
    closed_orders,
    foretold_orders,
    foretold_links,
    expected_orders,
    expected_links,
    low,
    high,
    foretold_orders < open_orders as has_too_little_history
from forecast_totals
where weeks_ago = 0
order by case package when 'all' then 0 else 1 end, package, horizon_hours
