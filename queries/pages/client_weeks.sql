-- One row per client and local week: links that went live, zeros included.
-- uses: client_week_counts
-- source: podcast
-- group: client_id
select
    client_id,
    week,
    links
from client_week_counts
order by client_id, week
