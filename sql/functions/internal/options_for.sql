create or replace function brigade.options_for(options jsonb, slug text) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case when options ? 'web'
        then jsonb_set(options, '{web}', to_jsonb(format('%s/%s', options ->> 'web', slug))) else options end;
$$;
comment on function brigade.options_for(jsonb, text) is
$$The options of an export of a whole workspace as they are for one of its projects: the page of each is below web.$$;
