-- One row: how forecasts of seven days, made as of each of the last twelve weeks,
-- turned out. The Brier score is the mean square of chance less outcome (0 is
-- perfect; base_brier is that of always saying the share that came). Covered are
-- the weeks whose links fell within the limits.
-- uses: order_chances, forecast_totals
-- source: podcast
with outcomes as (
    select
        weeks_ago,
        links_open,
        chance,
        case
            when delivered_at <= moment_at + interval '7 days' then 1 else 0
        end as came
    from order_chances
    where weeks_ago >= 1 and horizon_hours = 168 and chance is not null
),

scores as (
    select
        count(*) as forecasts,
        cast(coalesce(sum(came), 0) as bigint) as came,
        avg(chance) as mean_chance,
        avg(pow(chance - came, 2)) as brier
    from outcomes
),

weeks_that_came as (
    select weeks_ago, sum(links_open * came) as links
    from outcomes
    group by weeks_ago
),

coverage as (
    select
        count(*) as weeks,
        count(*) filter (
            where weeks_that_came.links
            between floor(totals.low) and ceil(totals.high)
        ) as covered
    from weeks_that_came
    inner join forecast_totals as totals
        on totals.weeks_ago = weeks_that_came.weeks_ago
        and totals.package = 'all'
        and totals.horizon_hours = 168
)

select
    scores.forecasts,
    scores.came,
    scores.mean_chance,
    rate(scores.came, scores.forecasts) as came_rate,
    wilson_low(scores.came, scores.forecasts) as came_low,
    wilson_high(scores.came, scores.forecasts) as came_high,
    scores.brier,
    rate(scores.came, scores.forecasts)
    * (1 - rate(scores.came, scores.forecasts)) as base_brier,
    coverage.covered,
    coverage.weeks,
    rate(coverage.covered, coverage.weeks) as covered_rate,
    wilson_low(coverage.covered, coverage.weeks) as covered_low,
    wilson_high(coverage.covered, coverage.weeks) as covered_high
from scores
cross join coverage
