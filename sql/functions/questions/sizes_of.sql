create or replace function brigade.sizes_of(run bigint) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select brigade.known_sizes(i.id) || jsonb_build_object(
        -- Once comments are here, it is known of which threads no list says when they were resolved.
        'threads', (
            select count(*) filter (where n.resolved and n.resolved_at is null) from forge.notes n
            where n.project_id = i.project_id and n.noteable_type = 'merge_request' having count(*) > 0))
    from brigade.runs i
    where i.id = sizes_of.run;
$$;
comment on function brigade.sizes_of(bigint) is
$$brigade.known_sizes, and of which threads no list says when they were resolved.$$;
