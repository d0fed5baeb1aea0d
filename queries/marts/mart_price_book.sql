-- One row per package and day from which a price of it holds.
select
    package,
    price,
    currency,
    valid_from
from stg_ledger__price_book
