-- One row per sync run of the range, newest first, for staff.
-- source: ledger
select
    run_id,
    source,
    status,
    started_at,
    finished_at,
    3600 * hours_between(started_at, finished_at) as seconds,
    requests,
    message
from mart_syncs
where
    :all_clients
    and started_at >= :start_at
    and started_at < :end_at
order by started_at desc, run_id
