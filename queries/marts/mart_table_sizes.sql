-- One row per table of the warehouse.
select
    table_name,
    row_count
from stg_ledger__table_sizes
