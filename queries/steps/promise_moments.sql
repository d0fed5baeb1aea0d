-- One row per order that is due.
-- uses: promises_in_range
select first_promised_at as moment_at
from promises_in_range
where is_due
