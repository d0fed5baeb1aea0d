-- One row per group of collected URLs: the whole workflow in a line.
-- collected = dropped + submitted + parked + failed. Repeats are URLs listed
-- again, which cost no quota. index_rate_submitted is of accepted URLs,
-- index_rate_all of collected ones with those that were indexed before;
-- unknown ones stand beside, and indexed_at_most counts them all as indexed.
-- uses: workflow_counts, quantiles of survival of workflow_spans
-- source: indexing
-- by: campaign_id, client_id, host, month
with groups as (
    select group_key from workflow_counts
    union
    select 'all' where :by = 'none'
),

counts as (
    select
        groups.group_key,
        coalesce(counted.collected, 0) as collected,
        coalesce(counted.repeats, 0) as repeats,
        coalesce(counted.dropped, 0) as dropped,
        coalesce(counted.already_indexed, 0) as already_indexed,
        coalesce(counted.submitted, 0) as submitted,
        coalesce(counted.accepted, 0) as accepted,
        coalesce(counted.key_pending, 0) as key_pending,
        coalesce(counted.unknown_outcome, 0) as unknown_outcome,
        coalesce(counted.parked, 0) as parked,
        coalesce(counted.failed, 0) as failed,
        coalesce(counted.indexed, 0) as indexed,
        coalesce(counted.not_indexed, 0) as not_indexed,
        coalesce(counted.unknown, 0) as unknown
    from groups
    left join workflow_counts as counted
        on counted.group_key = groups.group_key
)

select
    counts.group_key as "group",
    counts.collected,
    counts.repeats,
    counts.dropped,
    counts.already_indexed,
    counts.collected - counts.already_indexed as to_push,
    counts.submitted,
    counts.accepted,
    counts.key_pending,
    counts.unknown_outcome,
    counts.parked,
    counts.failed,
    counts.indexed,
    counts.not_indexed,
    counts.unknown,
    rate(counts.indexed, counts.accepted) as index_rate_submitted,
    wilson_low(counts.indexed, counts.accepted) as index_rate_submitted_low,
    wilson_high(counts.indexed, counts.accepted) as index_rate_submitted_high,
    rate(counts.indexed + counts.unknown, counts.accepted) as indexed_at_most,
    rate(counts.indexed, counts.collected - counts.already_indexed)
        as index_rate_to_push,
    rate(counts.indexed + counts.already_indexed, counts.collected)
        as index_rate_all,
    wilson_low(counts.indexed + counts.already_indexed, counts.collected)
        as index_rate_all_low,
    wilson_high(counts.indexed + counts.already_indexed, counts.collected)
        as index_rate_all_high,
    quantiles.median_hours as km_median_hours,
    quantiles.median_low as km_median_low,
    quantiles.median_high as km_median_high
from counts
left join quantiles_of_survival_of_workflow_spans as quantiles
    on quantiles.group_key = counts.group_key
order by counts.group_key
