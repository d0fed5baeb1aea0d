-- One row per indexed link whose time of indexing is known.
-- uses: deindex_spans
select
    group_key,
    entry_hours,
    exit_hours,
    ending
from deindex_spans
where has_clock
