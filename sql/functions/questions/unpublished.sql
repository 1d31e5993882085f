create or replace function brigade.unpublished(paths jsonb) returns table (path text, reason text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.path, r.reason
    from jsonb_array_elements_text(paths) p(path)
    cross join lateral (
        select regexp_match(p.path, '^\.run-(\d{1,18})-(\d{1,9})(-gone)?$') as run) m
    cross join lateral (
        select case
            when p.path = '.owners' then null
            when run is not null then
                case when not exists (
                        select from brigade.runs r
                        where r.id = run[1]::bigint and coalesce(r.generation, 1) = run[2]::integer
                          and r.state in ('queued', 'running', 'paused'))
                     then 'the export that wrote it has ended; the next one removes it, or you may' end
            when strpos(p.path, '/') = 0 then
                case when not exists (select from brigade.pipelines t where t.hands_out and t.name = p.path)
                     then 'there is no such target, and no export makes what has such a name' end
            when strpos(p.path, '.foreign-') > 0
                then 'it was set aside because it is of another database: move it away'
            -- While a project is handed out, it is here a moment before its row says so.
            when not exists (select from brigade.runs r where r.directory = p.path)
             and not exists (
                select from brigade.runs r
                where r.target || '/' || r.project_id = p.path and r.state in ('queued', 'running', 'paused'))
                then 'no export knows of it: export the project again, or remove it' end as reason) r
    where r.reason is not null
    order by p.path;
$$;
comment on function brigade.unpublished(jsonb) is
$$Those of the given paths below the setting exports that no export holds or has published. `brigade verify` asks this.
paths: .run-<export>-<generation>, <target>, <target>/<project>, ...$$;
