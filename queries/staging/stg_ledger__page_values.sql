-- One row per target page with a monthly value.
select
    target_url,
    monthly_value,
    currency,
    updated_at
from page_values
