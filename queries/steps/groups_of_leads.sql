-- One row per group; the ungrouped answer has its one row even without leads.
-- uses: leads_in_range
select distinct group_key
from leads_in_range
union
select 'all'
where :by = 'none'
