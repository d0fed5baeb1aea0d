-- The domain of an address; null without one.
create or replace macro domain_of(address) as
    nullif(split_part(address, '@', 2), '');
