-- One row per run of one source.
select
    run_id,
    source,
    status,
    reason,
    message,
    trigger,
    requests,
    detail,
    started_at,
    finished_at
from sync_runs
