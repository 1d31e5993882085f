create or replace function forge.take_stream(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    perform forge.put_notes(run => run, rows => coalesce((
        select jsonb_agg(s.put || '{"seen_in": "stream"}' order by s.source_id)
        from jsonb_to_recordset(rows) x(iid bigint)
        join forge.stream_notes s on s.run_id = run and s.iid = x.iid), '[]'));
    perform brigade.put_pages(run => run, rows => coalesce((
        select jsonb_agg(jsonb_build_object('thing', 'merge_request_notes', 'list', n.iid || '/stream', 'page', 1,
            'job', n.job, 'announced', m.comment_count, 'keys', n.keys, 'is_last', true, 'link', n.link))
        from (select x.iid, x.job, x.link, jsonb_agg(s.source_id::text order by s.source_id) as keys
              from jsonb_to_recordset(rows) x(iid bigint, job text, link text)
              join forge.stream_notes s on s.run_id = run and s.iid = x.iid
              group by x.iid, x.job, x.link) n
        join brigade.runs i on i.id = run
        join forge.merge_requests m on m.project_id = i.project_id and m.iid = n.iid), '[]'));
    if exists (
        select from jsonb_to_recordset(rows) x(iid bigint)
        where not exists (
            select from brigade.pages p
            where p.run_id = run and p.thing = 'merge_request_notes' and p.list = x.iid || '/stream'
              and cardinality(p.keys) >= p.announced)) then
        raise exception using errcode = '55000',
            message = 'what the activity stream showed is gone: brigade.retry reads it from lists';
    end if;
end $$;
comment on function forge.take_stream(bigint, jsonb) is
$$Takes the comments of merge requests from what the activity stream showed: [{iid, job, link}]; job is the job that
does it. They are reconciled as a list of their own, <iid>/stream, which announces comment_count.
Raises 55000 when they are not there, or fewer than that.$$;
