with known as (select as_of from mart_as_of where source = 'podcast'),
spans as (
    select
        hours_between(created_at, case
            when delivered_at <= as_of then delivered_at
            when status = 'failed' then least(coalesce(first_seen_closed_at, fetched_at), as_of)
            else as_of
        end) as hours,
        case
            when delivered_at <= as_of then 'delivered'
            when status = 'failed' and (
                last_seen_open_at is null or coalesce(first_seen_closed_at, fetched_at) <= as_of
            ) then 'failed'
            else 'open'
        end as state
    from mart_orders, known
),
timeline as (
    select hours, count(*) as exits, count(*) filter (where state = 'delivered') as events,
        count(*) filter (where state <> 'open') as ended
    from (select * from spans union all select 0, null)
    group by hours
),
watched as (
    select *, sum(exits) over (order by hours desc) - (hours = 0)::int as at_risk from timeline
),
factors as (
    select *, (at_risk - ended) / at_risk as factor from watched where ended > 0 or hours = 0
),
before as (
    select *, coalesce(exp(sum(ln(nullif(factor, 0))) over (
        order by hours rows between unbounded preceding and 1 preceding
    )), 1) as survival
    from factors
),
shares as (
    select *, sum(survival * events / at_risk) over (order by hours) as share from before
),
terms as (
    select *,
        case when at_risk > ended then ended / (at_risk * (at_risk - ended)) else 0 end as a,
        survival * survival * (at_risk - events) * events / pow(at_risk, 3) as b,
        survival * events / pow(at_risk, 2) as c
    from shares
),
variances as (
    select *,
        share * share * sum(a) over (order by hours)
        - 2 * share * sum(a * share + c) over (order by hours)
        + sum(a * share * share + b + 2 * c * share) over (order by hours) as variance
    from terms
)
select 'all', hours, at_risk, events, exits - ended - (hours = 0)::int, share,
    case when share > 0 then 1 - loglog_high(1 - share, variance) else 0 end,
    case when share > 0 then 1 - loglog_low(1 - share, variance) else 0 end
from variances
where events > 0 or hours = 0
order by hours
