-- One row per group and stage.
-- Reached counts evidence for it or a later stage.
-- uses: lead_stages, groups_of_leads
-- source: outreach
-- by: campaign_id, client_id, source, month
with stages as (
    select 0 as position, 'discovered' as stage
    union all
    select 1, 'contacted'
    union all
    select 2, 'delivered'
    union all
    select 3, 'replied'
    union all
    select 4, 'positive'
    union all
    select 5, 'placed'
),

-- few distinct rows stand for many leads
lead_patterns as (
    select
        group_key,
        stage as furthest,
        is_contacted,
        is_delivered,
        is_replied,
        is_positive,
        is_reply_open,
        is_placement_open,
        count(*) as leads
    from lead_stages
    group by
        group_key,
        stage,
        is_contacted,
        is_delivered,
        is_replied,
        is_positive,
        is_reply_open,
        is_placement_open
),

stage_patterns as (
    select
        groups_of_leads.group_key,
        stages.position,
        stages.stage,
        coalesce(lead_patterns.leads, 0) as leads,
        lead_patterns.furthest >= stages.position as is_reached,
        lead_patterns.furthest = stages.position - 1 as is_next,
        case stages.position
            when 1 then lead_patterns.is_contacted
            when 2 then lead_patterns.is_delivered
            when 3 then lead_patterns.is_replied
            when 4 then lead_patterns.is_positive
            else true
        end as has_evidence,
        case stages.position
            when 3 then lead_patterns.is_reply_open
            when 4 then lead_patterns.is_reply_open
            when 5 then lead_patterns.is_placement_open
            else false
        end as is_open
    from groups_of_leads
    cross join stages
    left join lead_patterns
        on lead_patterns.group_key = groups_of_leads.group_key
),

stage_counts as (
    select
        group_key,
        position,
        stage,
        cast(coalesce(sum(leads) filter (where is_reached), 0) as bigint)
            as reached,
        cast(coalesce(sum(leads) filter (
            where is_reached and not has_evidence
        ), 0) as bigint) as skipped,
        cast(coalesce(sum(leads) filter (where is_next and is_open), 0)
            as bigint) as still_open
    from stage_patterns
    group by group_key, position, stage
),

stages_with_entrants as (
    select
        group_key,
        position,
        stage,
        reached,
        skipped,
        still_open,
        lag(reached) over (partition by group_key order by position)
            as entrants,
        first_value(reached) over (partition by group_key order by position)
            as discovered
    from stage_counts
)

select
    group_key as "group",
    stage,
    reached,
    skipped,
    still_open,
    rate(reached, entrants) as step_rate,
    wilson_low(reached, entrants) as step_low,
    wilson_high(reached, entrants) as step_high,
    rate(reached, discovered) as cumulative_rate,
    entrants
from stages_with_entrants
order by group_key, position
