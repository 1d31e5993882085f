create or replace function forge.begin_export(project bigint, out began_at timestamptz, out size_bytes bigint)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    began_at := clock_timestamp();
    perform forge.assign_numbers(begin_export.project, 'pulls_first');
    size_bytes := coalesce((
        select sum(r.size_bytes) from forge.repositories r where r.project_id = begin_export.project), 0)
        + coalesce((
        select sum(a.size_bytes) from (
            select distinct a.sha256, a.size_bytes from forge.attachments a
            where a.project_id = begin_export.project) a), 0)
        + coalesce((
        select sum(l.size_bytes) from forge.lfs_objects l where l.project_id = begin_export.project), 0);
end $$;
comment on function forge.begin_export(bigint) is
$$What an export of a project begins with: the numbers that pull requests and issues have in one series are given.
began_at: PostgreSQL's clock before anything is read. size_bytes: of its repositories, large files and attachments,
which will be copied.$$;
