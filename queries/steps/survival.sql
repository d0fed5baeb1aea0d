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

-- one row per end and per late entry, and one at 0 for each group
moments as (
    select
        group_key,
        exit_hours as hours,
        1.0e0 as exits,
        0.0e0 as entries,
        case when ending = 'event' then 1.0e0 else 0.0e0 end as events,
        case when ending = 'competing' then 1.0e0 else 0.0e0 end as competing
    from watched_spans
    union all
    select group_key, entry_hours, 0, 1, 0, 0
    from watched_spans
    where entry_hours >= 0
    union all
    select distinct group_key, 0, 0, 0, 0, 0
    from watched_spans
),

timeline as (
    select
        group_key,
        hours,
        sum(exits) as exits,
        sum(exits - entries) as leavers,
        sum(events) as events,
        sum(competing) as competing,
        sum(events + competing) as ended
    from moments
    group by group_key, hours
),

at_risk_then as (
    select
        group_key,
        hours,
        events,
        competing,
        ended,
        exits - ended as censored,
        sum(leavers) over (
            partition by group_key order by hours desc rows unbounded preceding
        ) as at_risk
    from timeline
),

factors as (
    select
        at_risk_then.*,
        case when ended > 0 and ended >= at_risk then 1 else 0 end as is_last,
        case when at_risk > ended then ln((at_risk - ended) / at_risk) else 0 end
            as log_factor
    from at_risk_then
    where ended > 0 or hours = 0
),

increments as (
    select
        group_key,
        hours,
        events,
        competing,
        ended,
        censored,
        at_risk,
        case when coalesce(max(is_last) over before_now, 0) = 1 then 0
            else exp(coalesce(sum(log_factor) over before_now, 0))
        end as survival_before,
        case when is_last = 1 then 0 else exp(log_factor) end as factor
    from factors
    window before_now as (
        partition by group_key order by hours
        rows between unbounded preceding and 1 preceding
    )
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
        survival_before * factor as survival,
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
