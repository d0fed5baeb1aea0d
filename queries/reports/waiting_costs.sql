-- One row per group and currency of links that went live in the range, for staff.
-- What waiting for the index has cost, costs a day now and will cost in 30 days.
-- Assumes that value accrues evenly from the day of indexing; with an entered ramp
-- the realised cost counts what a link would have brought by then, all others the
-- full value. Links on pages without an entered value are counted and cost nothing.
-- uses: link_values, waits_ahead, follow_up of index_spans
-- uses: rmst of survival_shares of index_spans
-- source: podcast
-- by: platform, package, client_id, niche, month
with links as (
    select
        group_key,
        coalesce(currency, '') as currency,
        count(*) as links,
        count(*) filter (where is_without_clock) as wait_unknown,
        -- a page indexed before its link has not waited
        coalesce(sum(
            value_per_day * days_of_value(
                greatest(
                    hours_between(
                        live_at, coalesce(indexed_at, cast(:as_of as timestamp))
                    ),
                    0
                ) / 24,
                ramp_days
            )
        ) filter (where not is_without_clock), 0) as realised,
        coalesce(sum(value_per_day), 0) as value_per_day,
        max(basis) as basis,
        max(ramp_days) as ramp_days
    from link_values
    group by group_key, coalesce(currency, '')
),

ahead as (
    select
        group_key,
        coalesce(currency, '') as currency,
        count(*) as waiting,
        count(*) filter (where is_blocked) as blocked,
        coalesce(sum(value_per_day), 0) as burn_per_day,
        coalesce(sum(value_per_day) filter (where is_blocked), 0)
            as burn_blocked_per_day,
        coalesce(sum(value_per_day * wait_ahead_hours / 24), 0)
            as expected_30d
    from waits_ahead
    group by group_key, coalesce(currency, '')
),

waits as (
    select
        mean_waits.group_key,
        mean_waits.mean_wait_hours / 24 as mean_wait_days
    from rmst_of_survival_shares_of_index_spans as mean_waits
    inner join follow_up_of_index_spans as follow_up
        on follow_up.group_key = mean_waits.group_key
    where mean_waits.horizon_hours = 720 and follow_up.longest_hours >= 720
),

-- a wait that the user knows from links that nobody submitted
natural_waits as (
    select case when max(value) > 30 then 30 else max(value) end as days
    from mart_assumptions
    where name = 'natural_wait_days'
)

select
    links.group_key as "group",
    nullif(links.currency, '') as currency,
    links.links,
    links.wait_unknown,
    case when links.currency <> '' then links.realised end as realised,
    links.basis,
    links.ramp_days,
    coalesce(ahead.waiting, 0) as waiting,
    coalesce(ahead.blocked, 0) as blocked,
    case when links.currency <> '' then coalesce(ahead.burn_per_day, 0) end
        as burn_per_day,
    case when links.currency <> '' then coalesce(ahead.burn_blocked_per_day, 0)
    end as burn_blocked_per_day,
    case when links.currency <> '' then coalesce(ahead.expected_30d, 0) end
        as expected_next_30d,
    waits.mean_wait_days as mean_wait_30d_days,
    case when links.currency <> '' then
        links.value_per_day * waits.mean_wait_days
    end as expected_from_live_30d,
    natural_waits.days as natural_wait_30d_days,
    case when links.currency <> '' then
        links.value_per_day * (natural_waits.days - waits.mean_wait_days)
    end as saved_vs_natural_30d
from links
cross join natural_waits
left join ahead
    on ahead.group_key = links.group_key
    and ahead.currency = links.currency
left join waits on waits.group_key = links.group_key
order by links.group_key, links.currency
