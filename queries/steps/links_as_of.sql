-- One row per slot that a viewer may see and asked for, in the state it had at
-- as_of.
-- uses: links_of_orders
select *
from links_of_orders
where :any_platform or platform in :platforms
