-- The last 200 downloads, newest first; for those who see all clients.
-- source: ledger
select
    created_at,
    identity,
    name,
    format,
    row_count,
    filters,
    case when sha256 is null then 'cut' else 'whole' end as state,
    sha256
from mart_downloads
where :all_clients
order by
    created_at desc,
    identity,
    name
limit 200
