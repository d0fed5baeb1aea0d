-- One row per run of one source, the last 100, newest first, for staff.
-- fewest is what the read itself counted that it could not spare; where it
-- counts nothing, the requests whose answer was of use.
-- source: ledger
with requests_of_runs as (
    select
        run_id,
        count(*) as sent,
        count(*) filter (where is_answered) as answered
    from mart_requests
    group by run_id
)

select
    mart_syncs.source,
    mart_syncs.status,
    mart_syncs.trigger,
    mart_syncs.started_at,
    mart_syncs.finished_at,
    3600 * hours_between(mart_syncs.started_at, mart_syncs.finished_at)
        as seconds,
    coalesce(mart_syncs.requests, requests_of_runs.sent) as requests,
    coalesce(mart_syncs.fewest, requests_of_runs.answered) as fewest,
    mart_syncs.received,
    mart_syncs.inserted,
    mart_syncs.updated,
    mart_syncs.quarantined,
    mart_syncs.message
from mart_syncs
left join requests_of_runs
    on requests_of_runs.run_id = mart_syncs.run_id
where :all_clients
order by mart_syncs.started_at desc, mart_syncs.run_id
limit 100
