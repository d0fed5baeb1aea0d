-- One row: how an estimate moved, with limits from the limits of both (MOVER).
-- source: ledger
with estimates as (
    select
        cast(:value1 as double) as value1,
        cast(:low1 as double) as low1,
        cast(:high1 as double) as high1,
        cast(:value0 as double) as value0,
        cast(:low0 as double) as low0,
        cast(:high0 as double) as high0
),

changes as (
    select
        value1 - value0 as change,
        change_low(value1, low1, high1, value0, low0, high0) as low,
        change_high(value1, low1, high1, value0, low0, high0) as high
    from estimates
)

select
    change,
    low,
    high,
    coalesce(low > 0 or high < 0, false) as is_clear
from changes
