-- One row per group and step of the workflow, from collected to indexed.
-- unknown are URLs that reached the step before and of which nobody knows yet.
-- uses: workflow_counts
-- source: indexing
-- by: campaign_id, client_id, host, month
with groups as (
    select group_key from workflow_counts
    union
    select 'all' where :by = 'none'
),

steps as (
    select
        group_key,
        1 as position,
        'collected' as stage,
        collected as reached,
        cast(null as bigint) as entered,
        0 as unknown
    from workflow_counts
    union all
    select
        group_key, 2, 'to_push', collected - already_indexed, collected, 0
    from workflow_counts
    union all
    select
        group_key,
        3,
        'submitted',
        submitted,
        collected - already_indexed,
        parked
    from workflow_counts
    union all
    select
        group_key, 4, 'accepted', accepted, submitted, unknown_outcome
    from workflow_counts
    union all
    select group_key, 5, 'indexed', indexed, accepted, unknown
    from workflow_counts
),

stages as (
    select 1 as position, 'collected' as stage
    union all
    select 2, 'to_push'
    union all
    select 3, 'submitted'
    union all
    select 4, 'accepted'
    union all
    select 5, 'indexed'
)

select
    groups.group_key as "group",
    stages.stage,
    coalesce(steps.reached, 0) as reached,
    coalesce(steps.entered, 0) as entered,
    coalesce(steps.unknown, 0) as unknown,
    rate(steps.reached, steps.entered) as step_rate,
    wilson_low(steps.reached, steps.entered) as step_low,
    wilson_high(steps.reached, steps.entered) as step_high,
    rate(steps.reached, counts.collected) as cumulative_rate
from groups
cross join stages
left join steps
    on steps.group_key = groups.group_key
    and steps.position = stages.position
left join workflow_counts as counts
    on counts.group_key = groups.group_key
order by groups.group_key, stages.position
