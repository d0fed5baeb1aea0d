-- How many digits after the point a published number has, nine at most: what a
-- double adds beyond is noise. One too large for decimals has none.
create or replace macro decimals_of(published) as
    length(
        rtrim(
            split_part(
                cast(
                    coalesce(try_cast(published as decimal(27, 9)), 0) as varchar
                ),
                '.',
                2
            ),
            '0'
        )
    );

-- Since when an entry belongs to the newest ones of a list that is cut there.
create or replace macro newest_since(entered_at, entries) as
    list_min(max(entered_at, entries));
