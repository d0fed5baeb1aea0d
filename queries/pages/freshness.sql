-- One row per source with the age of its figures.
-- Messages name campaigns and orders, so they are for staff.
-- uses: latest_syncs
-- source: ledger
select
    source,
    as_of,
    status as last_status,
    case when :all_clients then message end as message,
    is_on
from latest_syncs
order by position
