create or replace function brigade.keys_in(keys text[], drafts boolean) returns integer
language sql immutable strict set search_path = pg_catalog, pg_temp as $$
    select count(distinct key collate "C")::integer from unnest(keys) key where starts_with(key, 'draft:') = drafts;
$$;
comment on function brigade.keys_in(text[], boolean) is
$$How many different keys of a page are of drafts (draft:<id>), or of anything else: the columns drafts and named of
brigade.pages are made of it$$;
