-- One row per download through the app: who, what, how much; no hash = broken off or running.
select
    name,
    format,
    identity,
    filters,
    sha256,
    row_count,
    created_at
from stg_ledger__exports
