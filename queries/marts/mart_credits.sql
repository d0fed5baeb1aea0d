-- One row per reading of the account and package: the credits left then.
select
    unnest(['starter', 'growth', 'scale']) as package,
    unnest([credits_starter, credits_growth, credits_scale]) as credits,
    credits_expire_at as expires_at,
    observed_at
from stg_podcast__account_snapshots
