-- One row per package and day from which a price holds.
select
    package,
    valid_from,
    price,
    currency,
    updated_at
from price_book
