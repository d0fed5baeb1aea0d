-- Reading the JSON that a run keeps of itself.
create or replace macro json_text(document, path) as
    json_extract_string(document, path);

create or replace macro json_count(document, path) as
    cast(json_extract(document, path) as bigint);

create or replace macro json_names(document, path) as json_keys(document, path);
