-- One row per group: when a quarter, half, three quarters and nine tenths are
-- reached, with 95 % limits.
-- of: curve
-- A share is compared with a billionth to spare, for it is a sum of fractions.
select
    group_key,
    min(hours) filter (where share >= 0.25 - 1e-9) as p25_hours,
    min(hours) filter (where coalesce(high, share) >= 0.25 - 1e-9) as p25_low,
    min(hours) filter (where low >= 0.25 - 1e-9) as p25_high,
    min(hours) filter (where share >= 0.5 - 1e-9) as median_hours,
    min(hours) filter (where coalesce(high, share) >= 0.5 - 1e-9) as median_low,
    min(hours) filter (where low >= 0.5 - 1e-9) as median_high,
    min(hours) filter (where share >= 0.75 - 1e-9) as p75_hours,
    min(hours) filter (where coalesce(high, share) >= 0.75 - 1e-9) as p75_low,
    min(hours) filter (where low >= 0.75 - 1e-9) as p75_high,
    min(hours) filter (where share >= 0.9 - 1e-9) as p90_hours,
    min(hours) filter (where coalesce(high, share) >= 0.9 - 1e-9) as p90_low,
    min(hours) filter (where low >= 0.9 - 1e-9) as p90_high
from curve
group by group_key
