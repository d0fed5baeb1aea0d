-- One row per file that was exported.
select
    export_id,
    name,
    format,
    identity,
    filters,
    sha256,
    row_count,
    created_at
from exports
