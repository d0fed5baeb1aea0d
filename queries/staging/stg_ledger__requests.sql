-- One row per HTTP request to a vendor.
select
    source,
    run_id,
    endpoint,
    outcome,
    status,
    attempt,
    seconds,
    sent_at,
    finished_at
from requests
