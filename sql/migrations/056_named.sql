-- How many things a page names is counted when it is written, because counting those of all pages takes seconds where
-- there are a million. PostgreSQL itself keeps both columns true, whoever changes the row.
create or replace function brigade.keys_in(keys text[], drafts boolean) returns integer
language sql immutable strict set search_path = pg_catalog, pg_temp as $$
    select count(distinct key collate "C")::integer from unnest(keys) key where starts_with(key, 'draft:') = drafts;
$$;

alter table brigade.pages
    add column named integer not null generated always as (brigade.keys_in(keys, false)) stored,
    add column drafts integer not null generated always as (brigade.keys_in(keys, true)) stored;
