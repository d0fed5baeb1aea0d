-- One row per client: its links by local week in order, zeros included. A week that
-- is not over is left out: the small bars cannot say so.
-- uses: client_week_counts
-- source: podcast
-- group: client_id
select
    client_id,
    list(links order by week) filter (where is_complete) as links_by_week
from client_week_counts
group by client_id
order by client_id
