-- One row per client whose name is known.
select
    client_id,
    name as client_name,
    updated_at
from clients
