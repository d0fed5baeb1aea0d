-- One row per group and event time, plus one at 0: Aalen-Johansen's share of those
-- who had the event by then, without limits.
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

groups as (
    select group_key, count(*) filter (where entry_hours < 0) as entries
    from watched_spans
    group by group_key
),

-- one row per end and per late entry, and two per group: at the start and at 0
moments as (
    select
        group_key,
        exit_hours as hours,
        0.0e0 as entries,
        1.0e0 as exits,
        case when ending = 'event' then 1.0e0 else 0.0e0 end as events,
        case when ending = 'competing' then 1.0e0 else 0.0e0 end as competing
    from watched_spans
    union all
    select group_key, entry_hours, 1, 0, 0, 0
    from watched_spans
    where entry_hours >= 0
    union all
    select group_key, -1, entries, 0, 0, 0
    from groups
    union all
    select group_key, 0, 0, 0, 0, 0
    from groups
),

timeline as (
    select
        group_key,
        hours,
        sum(entries - exits) as arrivals,
        sum(exits) as exits,
        sum(events) as events,
        sum(competing) as competing
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
        events + competing as ended,
        exits - events - competing as censored,
        sum(arrivals) over (rows unbounded preceding) - arrivals as at_risk
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
)

select
    group_key,
    hours,
    at_risk,
    events,
    competing,
    ended,
    censored,
    survival_before,
    survival_before * factor as survival,
    step_sum
    - max(case when hours = 0 then step_sum - step_up end)
        over (rows unbounded preceding) as share
from step_sums
