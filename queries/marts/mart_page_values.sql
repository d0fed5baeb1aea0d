-- One row per target page with a monthly value.
select
    target_url,
    monthly_value,
    currency
from stg_ledger__page_values
