-- One row per table and reason with rows held back now, for staff.
-- source: ledger
select
    entity,
    reason,
    count(*) as "rows",
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at
from mart_quarantine
where :all_clients and is_held
group by entity, reason
order by count(*) desc, entity, reason
