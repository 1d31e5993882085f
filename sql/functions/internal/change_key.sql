create or replace function forge.change_key(thing text, made jsonb) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select case thing
        when 'merge_requests' then made ->> 'iid'
        when 'refs' then case made ->> 'kind' when 'code' then '' else (made ->> 'kind') || ' ' end || (made ->> 'name')
        when 'members' then (select u.key from forge.users u where u.id = (made ->> 'user_id')::bigint)
        when 'merge_request_reviewers' then (made ->> 'iid') || '/' || (
            select u.key from forge.users u where u.id = (made ->> 'user_id')::bigint)
        else made ->> 'source_id' end;
$$;
comment on function forge.change_key(text, jsonb) is
$$Which row of a table of forge it is, for forge.changes: its key as in brigade.holdings.$$;
