-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- In which language words are searched for: one row, which forge.search_in writes, as it makes the indexes anew
create table forge.search_settings (
    -- True: there is one row
    is_one boolean not null default true,
    -- As in pg_ts_config. simple: words are taken as they are, in every language alike
    language name not null,
    primary key (is_one),
    check (is_one)
);

