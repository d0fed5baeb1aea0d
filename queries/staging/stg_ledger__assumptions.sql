-- One row per number that only a user can know.
select
    name,
    value,
    updated_at
from assumptions
