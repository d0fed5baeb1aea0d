-- One row per hour under the axis of a curve: how many are still watched then.
-- of: spans
-- uses: curve_ticks
select
    curve_ticks.hours,
    count(*) filter (
        where spans.exit_hours >= curve_ticks.hours
        and coalesce(spans.entry_hours, -1) < curve_ticks.hours
    ) as at_risk
from curve_ticks
left join spans on true
group by curve_ticks.hours
