-- One row per group and event time, plus one at 0: Aalen-Johansen's share.
-- of: observations
with watched_spans as (
    select
        group_key,
        coalesce(entry_hours, -1) as entry_hours,
        exit_hours,
        ending
    from observations
    where exit_hours >= 0 and exit_hours > coalesce(entry_hours, -1)
),

moments as (
    select
        group_key,
        exit_hours as hours,
        count(*) as exits,
        count(*) filter (where ending = 'event') as events,
        count(*) filter (where ending = 'competing') as competing,
        0 as entries
    from watched_spans
    group by group_key, exit_hours
    union all
    select group_key, entry_hours, 0, 0, 0, count(*)
    from watched_spans
    where entry_hours >= 0
    group by group_key, entry_hours
    union all
    select group_key, 0, 0, 0, 0, 0
    from watched_spans
    group by group_key
),

timeline as (
    select
        group_key,
        hours,
        sum(exits) as exits,
        sum(entries) as entries,
        sum(events) as events,
        sum(competing) as competing
    from moments
    group by group_key, hours
),

at_risk_then as (
    select
        group_key,
        hours,
        events,
        competing,
        events + competing as ended,
        exits - events - competing as censored,
        cast(
            sum(exits - entries) over (
                partition by group_key order by hours desc
                rows unbounded preceding
            ) as double
        ) as at_risk
    from timeline
),

survivals as (
    select
        group_key,
        hours,
        events,
        competing,
        ended,
        censored,
        at_risk,
        min(case when ended > 0 and ended >= at_risk then 0 else 1 end) over up_to
            * exp(
                sum(
                    case when at_risk > ended
                        then ln((at_risk - ended) / at_risk)
                        else 0
                    end
                ) over up_to
            ) as survival
    from at_risk_then
    where ended > 0 or hours = 0
    window up_to as (
        partition by group_key order by hours rows unbounded preceding
    )
),

increments as (
    select
        survivals.*,
        lag(survival, 1, 1.0) over (
            partition by group_key order by hours
        ) as survival_before
    from survivals
),

shares as (
    select
        increments.*,
        sum(
            case when at_risk > 0 then survival_before * events / at_risk else 0 end
        ) over (
            partition by group_key order by hours rows unbounded preceding
        ) as share
    from increments
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
            share * share * sum(a) over up_to
            - 2 * share * sum(a * share + c) over up_to
            + sum(a * share * share + b + 2 * c * share) over up_to
        ) as variance
    from terms
    window up_to as (
        partition by group_key order by hours rows unbounded preceding
    )
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
