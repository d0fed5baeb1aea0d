-- One row per table, for staff.
-- source: ledger
select
    table_name as "table",
    row_count as "rows"
from mart_table_sizes
where :all_clients
order by table_name
