-- One row per host whose key file was read.
select
    host,
    key_state,
    reason,
    checked_at,
    verified_at
from index_hosts
