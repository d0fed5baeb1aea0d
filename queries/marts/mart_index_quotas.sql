-- One row per engine, subject and day of the engine's own calendar.
select
    engine,
    subject,
    cast(day as date) as day,
    used,
    ceiling,
    exhausted_at
from stg_indexing__quotas
