-- One row per group and event time, plus one at 0: Aalen-Johansen's share with its
-- log-log limits (95 %).
-- of: observations
-- uses: survival_shares of observations
-- The delta method for a share F with competing ends (Marubini and Valsecchi):
-- sum of (F - Fi)^2 a + b - 2 (F - Fi) c over the event times i. Without
-- competing ends it is Greenwood's formula.
with terms as (
    select
        shares.*,
        case when at_risk > ended then ended / (at_risk * (at_risk - ended)) else 0 end
            as a,
        case when at_risk > 0
            then survival_before * survival_before * (at_risk - events) * events
                / (at_risk * at_risk * at_risk)
            else 0
        end as b,
        case when at_risk > 0
            then survival_before * events / (at_risk * at_risk)
            else 0
        end as c
    from survival_shares_of_observations as shares
    order by group_key, hours
),

powers as (
    select
        terms.*,
        a as term2,
        a * share + c as term1,
        a * share * share + b + 2 * c * share as term0
    from terms
),

power_sums as (
    select
        powers.*,
        sum(term2) over (rows unbounded preceding) as sum2,
        sum(term1) over (rows unbounded preceding) as sum1,
        sum(term0) over (rows unbounded preceding) as sum0
    from powers
),

variances as (
    select
        group_key,
        hours,
        at_risk,
        events,
        competing,
        censored,
        survival,
        share,
        greatest(
            0,
            share * share * (sum2 - max(case when hours = 0 then sum2 - term2 end)
                over (rows unbounded preceding))
            - 2 * share * (sum1 - max(case when hours = 0 then sum1 - term1 end)
                over (rows unbounded preceding))
            + sum0 - max(case when hours = 0 then sum0 - term0 end)
                over (rows unbounded preceding)
        ) as variance
    from power_sums
)

select
    group_key,
    hours,
    cast(at_risk as bigint) as at_risk,
    cast(events as bigint) as events,
    cast(competing as bigint) as competing,
    cast(censored as bigint) as censored,
    survival,
    share,
    variance,
    case
        when share = 0 then 0.0
        when share < 1 - 1e-12 then 1 - loglog_high(1 - share, variance)
    end as low,
    case
        when share = 0 then 0.0
        when share < 1 - 1e-12 then 1 - loglog_low(1 - share, variance)
    end as high
from variances
