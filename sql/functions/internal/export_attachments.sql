create or replace function forge.export_attachments(project bigint, after_key text, upto_key text)
returns table (issue_iid bigint, name text, n integer, path text, sha256 text, size_bytes bigint,
               file text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with attached as materialized (
        select a.issue_iid, a.name, a.n, a.path, a.sha256, a.size_bytes, w.file, row_number() over (
                   partition by a.issue_iid, w.file order by a.name collate "C", a.n) as place
        from forge.attachments a
        cross join lateral (select forge.export_file_name(a.name) as file) w
        where a.project_id = export_attachments.project and a.owner_iid is not null
          and a.issue_iid > coalesce(after_key::bigint, -1) and a.issue_iid <= upto_key::bigint),
    several as (
        select t.issue_iid, t.file, count(*) as number from attached t
        group by t.issue_iid, t.file having count(*) > 1),
    -- A number that gives the name of another file is passed over.
    taken as (
        select t.issue_iid, count(*) as number from attached t
        where t.place = 1 and t.file ~ '-[0-9]+(\.[^.]*)?$' group by t.issue_iid),
    numbered as (
        select s.issue_iid, s.file, w.file as free,
               row_number() over (partition by s.issue_iid, s.file order by k.number) + 1 as place
        from several s
        left join taken t on t.issue_iid = s.issue_iid
        cross join lateral generate_series(2, s.number + coalesce(t.number, 0)) k(number)
        cross join lateral (select forge.export_numbered_name(s.file, k.number) as file) w
        where not exists (select from attached a where a.issue_iid = s.issue_iid and a.file = w.file))
    select a.issue_iid, a.name, a.n, a.path, a.sha256, a.size_bytes, coalesce(f.free, a.file)
    from attached a
    left join numbered f on f.issue_iid = a.issue_iid and f.file = a.file and f.place = a.place;
$$;
comment on function forge.export_attachments(bigint, text, text) is
$$Files attached to those issues of one page (forge.export_pages) that are here, each with a name that is safe in the
folder of its issue and nobody else's there: of those that would have one name, the second has -2 before its ending,
and so on.$$;
