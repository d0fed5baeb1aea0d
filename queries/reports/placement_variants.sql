-- One row per group and way of counting placements.
-- Four products say "placement rate" and mean five things: each is named here.
-- uses: lead_stages, groups_of_leads
-- source: outreach
-- by: campaign_id, client_id, source, month
with counts as (
    select
        groups_of_leads.group_key,
        count(lead_stages.lead_id) as leads,
        count(*) filter (where lead_stages.stage >= 1) as contacted,
        count(*) filter (where lead_stages.stage >= 2) as delivered,
        count(*) filter (where lead_stages.stage >= 4) as positive,
        count(*) filter (where lead_stages.stage >= 5) as placed,
        cast(coalesce(sum(lead_stages.sends), 0) as bigint) as sends,
        count(*) filter (
            where lead_stages.is_placement_mature
            and lead_stages.is_placed_in_time
        ) as placed_in_time,
        count(*) filter (where lead_stages.is_placement_mature) as mature
    from groups_of_leads
    left join lead_stages on lead_stages.group_key = groups_of_leads.group_key
    group by groups_of_leads.group_key
),

variants as (
    select
        group_key,
        1 as position,
        'contacted_45_days' as variant,
        placed_in_time as k,
        mature as n
    from counts
    union all
    select group_key, 2, 'contacted', placed, contacted
    from counts
    union all
    select group_key, 3, 'delivered', placed, delivered
    from counts
    union all
    select group_key, 4, 'leads', placed, leads
    from counts
    union all
    select group_key, 5, 'positive', placed, positive
    from counts
    union all
    select group_key, 6, 'sends', placed, sends
    from counts
)

select
    group_key as "group",
    variant as "per",
    k as placed,
    n,
    rate(k, n) as placement_rate,
    -- mails are no trials of leads: more placements than mails can be counted
    case when k <= n then wilson_low(k, n) end as low,
    case when k <= n then wilson_high(k, n) end as high
from variants
order by group_key, position
