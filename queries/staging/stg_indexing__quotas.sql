-- One row per engine, subject and day of the engine's own calendar.
select
    engine,
    subject,
    day,
    used,
    ceiling,
    exhausted_at
from index_quotas
