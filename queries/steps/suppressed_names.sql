-- One row per address and per domain that the account's list held at as_of.
select email as name
from mart_suppressions
where counted_at <= :outreach_as_of
union
select domain
from mart_suppressions
where counted_at <= :outreach_as_of and domain is not null
