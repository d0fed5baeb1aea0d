-- One row per group: how many URLs reached which step of the workflow.
-- uses: workflow_urls
select
    group_key,
    count(*) as collected,
    cast(coalesce(sum(repeats), 0) as bigint) as repeats,
    count(*) filter (where fate = 'dropped') as dropped,
    count(*) filter (where fate = 'dropped' and state = 'already_indexed')
        as already_indexed,
    count(*) filter (where fate = 'submitted') as submitted,
    count(*) filter (where is_accepted) as accepted,
    count(*) filter (where is_accepted and not is_received) as key_pending,
    count(*) filter (where fate = 'submitted' and not is_accepted)
        as unknown_outcome,
    count(*) filter (where fate = 'parked') as parked,
    count(*) filter (where fate = 'failed') as failed,
    count(*) filter (where is_accepted and index_state = 'indexed') as indexed,
    count(*) filter (
        where is_accepted and index_state in ('not_indexed', 'not_seen')
    ) as not_indexed,
    count(*) filter (where is_accepted and index_state = 'unknown')
        as unknown
from workflow_urls
group by group_key
