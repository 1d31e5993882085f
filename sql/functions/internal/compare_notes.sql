create or replace function forge.compare_notes(run bigint)
returns table (iid bigint, source_id bigint, property text, is_example boolean, agrees boolean, is_excused boolean,
    difference text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with began as (
        select i.project_id, coalesce(s.started_at, i.created_at) - interval '10 minutes' as at
        from brigade.runs i
        left join brigade.run_stages s on s.run_id = i.id and s.stage = 'pull_requests'
        where i.id = run),
    read as (
        select split_part(p.list, '/', 1)::bigint as iid from brigade.pages p
        where p.run_id = run and p.thing = 'merge_request_notes' and p.list ~ '^[0-9]{1,18}/comments$'
        group by p.list having bool_or(p.is_last)),
    fitting as materialized (
        select t.iid from forge.talks(run => run) t where t.comment_count = t.live and not t.is_torn),
    listed as (
        select distinct r.iid, k.key::bigint as source_id
        from read r
        join brigade.pages p on p.run_id = run and p.thing = 'merge_request_notes' and p.list = r.iid || '/comments'
        cross join unnest(p.keys) k(key) where k.key ~ '^[0-9]{1,18}$'),
    streamed as (
        select s.iid, s.source_id, s.put, s.put -> 'raw' as raw,
               coalesce((s.put ->> 'deleted')::boolean, false) as deleted
        from forge.stream_notes s join read r on r.iid = s.iid where s.run_id = run),
    pair as (
        select coalesce(l.iid, s.iid) as iid, coalesce(l.source_id, s.source_id) as source_id,
               l.source_id is not null as is_listed, s.source_id is not null as is_streamed,
               n.deleted, n.edited, n.anchored, n.base_sha, n.head_sha, n.raw,
               s.deleted as streamed_deleted, s.put, s.raw as streamed,
               f.iid is not null as fits,
               greatest(n.created_at, n.updated_at, n.resolved_at, (s.put ->> 'updated_at')::timestamptz,
                   (s.put ->> 'resolved_at')::timestamptz) between b.at and now() + interval '10 minutes' as is_fresh
        from began b
        cross join (listed l full join streamed s on s.iid = l.iid and s.source_id = l.source_id)
        left join fitting f on f.iid = coalesce(l.iid, s.iid)
        left join forge.notes n on n.project_id = b.project_id and n.noteable_type = 'merge_request'
            and n.source_id = l.source_id),
    compared as (
        select p.iid, p.source_id, c.*, p.is_fresh
        from pair p
        cross join lateral (values
            ('identity', true,
             (p.raw #>> '{parent,id}', p.raw #>> '{user,uuid}', p.raw #>> '{user,account_id}', p.raw #>> '{user,type}',
              p.raw #>> '{user,nickname}', p.raw #>> '{user,display_name}', p.raw ->> 'created_on',
              coalesce(p.raw ->> 'pending', 'false')) is not distinct from
             (p.streamed #>> '{parent,id}', p.streamed #>> '{user,uuid}', p.streamed #>> '{user,account_id}',
              p.streamed #>> '{user,type}', p.streamed #>> '{user,nickname}', p.streamed #>> '{user,display_name}',
              p.streamed ->> 'created_on', coalesce(p.streamed ->> 'pending', 'false')),
             'its author, its time or what it answers'),
            ('text', p.edited and not p.deleted,
             p.deleted <> p.streamed_deleted
             or (p.raw #>> '{content,raw}', p.raw ->> 'updated_on') is not distinct from
                (p.streamed #>> '{content,raw}', p.streamed ->> 'updated_on'),
             'its text or when it was edited'),
            ('resolution', coalesce(jsonb_typeof(p.raw -> 'resolution') = 'object', false),
             (jsonb_typeof(nullif(p.raw -> 'resolution', 'null')), p.raw #>> '{resolution,created_on}',
              p.raw #>> '{resolution,user,uuid}', p.raw #>> '{resolution,user,account_id}') is not distinct from
             (jsonb_typeof(nullif(p.streamed -> 'resolution', 'null')), p.streamed #>> '{resolution,created_on}',
              p.streamed #>> '{resolution,user,uuid}', p.streamed #>> '{resolution,user,account_id}'),
             'whether it was resolved, when or by whom'),
            ('anchor', coalesce(jsonb_typeof(p.raw -> 'inline') = 'object', false),
             (jsonb_typeof(nullif(p.raw -> 'inline', 'null')), p.raw #>> '{inline,path}', p.raw #>> '{inline,from}',
              p.raw #>> '{inline,to}', p.raw #>> '{inline,start_from}', p.raw #>> '{inline,start_to}')
             is not distinct from
             (jsonb_typeof(nullif(p.streamed -> 'inline', 'null')), p.streamed #>> '{inline,path}',
              p.streamed #>> '{inline,from}', p.streamed #>> '{inline,to}', p.streamed #>> '{inline,start_from}',
              p.streamed #>> '{inline,start_to}'),
             'the line that it is about'),
            -- Those of answers may be inherited. A later stage makes hashes whole.
            ('revisions', p.anchored and num_nonnulls(p.base_sha, p.head_sha) > 0,
             not p.anchored
             or (p.base_sha is not distinct from p.put ->> 'base_sha' or starts_with(p.base_sha, p.put ->> 'base_sha'))
                and (p.head_sha is not distinct from p.put ->> 'head_sha'
                     or starts_with(p.head_sha, p.put ->> 'head_sha')),
             'the revisions that it is about'),
            ('deleted', p.deleted, p.deleted = p.streamed_deleted, 'whether it was deleted')
        ) c(property, is_example, agrees, difference)
        where p.is_listed and p.is_streamed and p.raw is not null
        union all
        select p.iid, p.source_id, case when p.deleted then 'deleted' else 'identity' end, true, false,
               'the stream does not show it', p.is_fresh
        from pair p
        where p.is_listed and not p.is_streamed and p.raw is not null and (p.deleted or p.fits)
        union all
        select p.iid, p.source_id, 'identity', true, false, 'its list does not show it', p.is_fresh
        from pair p
        where p.is_streamed and not p.is_listed and not p.streamed_deleted and p.fits)
    select c.iid, c.source_id, c.property, c.is_example, coalesce(c.agrees, false),
           not coalesce(c.agrees, false) and coalesce(c.is_fresh, false), c.difference
    from compared c;
$$;
comment on function forge.compare_notes(bigint) is
$$Comments of those merge requests whose lists a run has read to the end, beside what the activity stream showed: a row
for each comment and property. is_example: a difference could have shown. A comment that only one of both shows is a
difference where the numbers fit; where they do not, the list is read anyway. is_excused: it was made or changed while
the run was reading, so the two readings may well differ.$$;
