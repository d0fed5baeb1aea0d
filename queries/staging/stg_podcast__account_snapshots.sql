-- One row per reading of the account.
select
    balance_usd,
    credits_starter,
    credits_growth,
    credits_scale,
    credits_expire_at,
    orders_total,
    orders_in_progress,
    links_delivered_30d,
    observed_at
from account_snapshots
