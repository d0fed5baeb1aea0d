-- One row per state of the links that went live in the range.
-- uses: live_links
-- source: podcast
select
    index_state as state,
    count(*) as links
from live_links
group by index_state
order by count(*) desc, index_state
