create or replace function forge.begin_export(run bigint, out began_at timestamptz, out size_bytes bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint;
    target text;
    scheme text;
begin
    began_at := clock_timestamp();
    select r.project_id, r.target, coalesce(r.options ->> 'numbers', 'pulls_first') into strict project, target, scheme
    from brigade.runs r where r.id = begin_export.run;
    -- An import that was paused or cancelled has not come to that.
    perform forge.settle_owners(run => begin_export.run);
    perform forge.assign_numbers(project, scheme);
    perform forge.assign_destinations(project, target);
    delete from brigade.export_names n where n.export_id = begin_export.run;
    insert into brigade.export_names (export_id, user_id, person, name, words)
    select begin_export.run, e.user_id, e.person, e.name, e.words from forge.export_names(project) e
    order by e.user_id;
    size_bytes := coalesce((
        select sum(r.size_bytes) from forge.repositories r where r.project_id = project), 0)
        + coalesce((
        select sum(a.size_bytes) from (
            select distinct a.sha256, a.size_bytes from forge.attachments a
            where a.project_id = project) a), 0)
        + coalesce((
        select sum(l.size_bytes) from forge.lfs_objects l where l.project_id = project), 0);
end $$;
comment on function forge.begin_export(bigint) is
$$What an export begins with: the numbers that pull requests and issues of its project have in one series are given,
who its people are at the target, and what they are called. began_at: PostgreSQL's clock before anything is read.
size_bytes: of its repositories, large files and attachments, which will be copied.$$;
