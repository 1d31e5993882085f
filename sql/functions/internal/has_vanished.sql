create or replace function forge.has_vanished(project bigint, iid bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from forge.merge_requests m
        where m.project_id = has_vanished.project and m.iid = has_vanished.iid and m.vanished_at is not null);
$$;
comment on function forge.has_vanished(bigint, bigint) is
'Whether a pull request is no longer at Bitbucket: what belongs to it is not either.';
