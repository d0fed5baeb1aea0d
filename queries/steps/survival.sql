-- One row per group and event time, plus one at 0: Aalen-Johansen's share.
-- of: observations
-- The running sums go over all groups at once, in the order of one sort: a window
-- without partition and order streams, a third of the work of one with them. What
-- former groups brought to a sum stands in its first row of a group and is taken off;
-- as no term has the other sign, that is the greatest (for logarithms the least) so far.
with watched_spans as (
    select
        group_key,
        coalesce(entry_hours, -1) as entry_hours,
        exit_hours,
        ending
    from observations
    where exit_hours >= 0 and exit_hours > coalesce(entry_hours, -1)
),

-- one row per end and per late entry, and two per group: at the start and at 0
moments as (
    select
        group_key,
        exit_hours as hours,
        0 as entries,
        1 as exits,
        case when ending = 'event' then 1 else 0 end as events,
        case when ending = 'competing' then 1 else 0 end as competing
    from watched_spans
    union all
    select group_key, entry_hours, 1, 0, 0, 0
    from watched_spans
    where entry_hours >= 0
    union all
    select group_key, -1, count(*) filter (where entry_hours < 0), 0, 0, 0
    from watched_spans
    group by group_key
    union all
    select distinct group_key, 0, 0, 0, 0, 0
    from watched_spans
),

timeline as (
    select
        group_key,
        hours,
        sum(entries - exits) as arrivals,
        sum(exits) as exits,
        cast(sum(events) as double) as events,
        cast(sum(competing) as double) as competing,
        cast(sum(events + competing) as double) as ended
    from moments
    group by group_key, hours
    order by group_key, hours
),

-- Whoever enters a group leaves it again: each group's sum of arrivals ends at 0.
at_risk_then as (
    select
        group_key,
        hours,
        events,
        competing,
        ended,
        exits - ended as censored,
        cast(sum(arrivals) over (rows unbounded preceding) - arrivals as double)
            as at_risk
    from timeline
),

-- exp(-1000) is 0: nobody is left
factors as (
    select
        at_risk_then.*,
        case
            when ended = 0 then 0
            when at_risk > ended then ln((at_risk - ended) / at_risk)
            else -1000
        end as log_factor
    from at_risk_then
    where ended > 0 or hours = 0
),

log_sums as (
    select
        factors.*,
        sum(log_factor) over (rows unbounded preceding) as log_sum
    from factors
),

increments as (
    select
        log_sums.*,
        exp(
            log_sum - log_factor
            - min(case when hours = 0 then log_sum - log_factor end)
                over (rows unbounded preceding)
        ) as survival_before,
        exp(log_factor) as factor
    from log_sums
),

steps_up as (
    select
        increments.*,
        case when at_risk > 0 then survival_before * events / at_risk else 0 end
            as step_up
    from increments
),

step_sums as (
    select
        steps_up.*,
        sum(step_up) over (rows unbounded preceding) as step_sum
    from steps_up
),

shares as (
    select
        step_sums.*,
        step_sum
        - max(case when hours = 0 then step_sum - step_up end)
            over (rows unbounded preceding) as share
    from step_sums
),

-- The delta method for a share F with competing ends (Marubini and Valsecchi):
-- sum of (F - Fi)^2 a + b - 2 (F - Fi) c over the event times i. Without
-- competing ends it is Greenwood's formula.
terms as (
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
    from shares
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
        survival_before * factor as survival,
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
