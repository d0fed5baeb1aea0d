-- One row per number that only a user can know.
select
    name,
    value
from stg_ledger__assumptions
