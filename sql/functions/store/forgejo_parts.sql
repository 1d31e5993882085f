create or replace function forge.forgejo_parts(run bigint, list text) returns table (path text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select f.path from brigade.export_files f
    where f.export_id = forgejo_parts.run and f.is_part and f.path ~ format('^parts/%s/[0-9]+\.yml$',
        forgejo_parts.list)
    order by regexp_replace(f.path, '\D', '', 'g')::bigint;
$$;
comment on function forge.forgejo_parts(bigint, text) is
'Pieces that pull_request.yml or issue.yml (list: pulls, issues) is joined of, in order.';
