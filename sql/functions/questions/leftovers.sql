create or replace function brigade.leftovers(paths jsonb) returns table (path text, reason text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.path, r.reason
    from jsonb_array_elements_text(paths) p(path)
    cross join lateral (select regexp_match(p.path, '^staging/(\d{1,18})-(\d{1,18})-\d{1,9}(?:-([0-9a-f]{8}'
            '(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?(?:-from|-old)?$') as s,
        regexp_match(p.path, '^(attachments|lfs)/(\d{1,18})/') as f) m
    cross join lateral (
        select case
            when p.path like 'staging/%' then
                case when s is null then 'no job makes what has such a name'
                     when not exists (
                        select from brigade.jobs j
                        where j.run_id = s[1]::bigint and j.id = s[2]::bigint and j.token = s[3]::uuid
                          and j.state = 'ready' and j.run_after > clock_timestamp())
                     then 'the job that made it does not hold it any more; the next attempt removes it, or you may' end
            when p.path like 'repositories/%' then
                case when not exists (select from forge.repositories g where g.path = p.path)
                     then 'no project has this repository' end
            -- While a project is brought in, a file is here a moment before its row.
            when f is not null and exists (
                select from brigade.runs r
                where r.project_id = f[2]::bigint and r.state in ('queued', 'running', 'paused')) then null
            when p.path not in (select a.path from forge.attachments a)
                and p.path not in (select l.path from forge.lfs_objects l where l.path is not null)
                then 'no row knows of this file: a new import of its project takes it up if it needs it, or you may '
                    'remove it' end as reason) r
    where r.reason is not null
    order by p.path;
$$;
comment on function brigade.leftovers(jsonb) is
$$Those of the given paths below the storage directory that no job holds and no row knows of. `brigade verify` asks
this.
paths: staging/..., repositories/<project>/..., attachments/<project>/..., lfs/<project>/...$$;
