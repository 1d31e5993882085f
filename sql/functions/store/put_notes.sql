create or replace function forge.put_notes(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- Threads are found again below, which may change others of the same discussion: all are locked now, in order.
    perform from forge.notes n
    where n.project_id = (select i.project_id from brigade.runs i where i.id = run)
      and (n.noteable_type, n.noteable_iid) in (
          select x.noteable_type, x.noteable_iid from jsonb_to_recordset(rows) as x(noteable_type text,
              noteable_iid bigint))
    order by n.noteable_type, n.source_id for no key update;

    -- A draft is private to the person whom the credential belongs to; an older version kept some.
    delete from forge.notes n
    using jsonb_to_recordset(rows) as x(noteable_type text, source_id bigint, pending boolean)
    where x.pending and n.project_id = (select i.project_id from brigade.runs i where i.id = run)
      and n.noteable_type = x.noteable_type and n.source_id = x.source_id;

    insert into forge.notes as t (project_id, noteable_type, noteable_iid, merge_request_iid, issue_iid,
        source_id, parent_source_id, discussion_source_id,
        author_id, body, created_at, updated_at, edited, deleted, pending, resolved, resolved_at,
        resolved_by_id, path, old_line, new_line, old_start_line, new_start_line, base_sha, head_sha, anchored,
        outdated, sanitised, seen_in, raw)
    select distinct on (x.noteable_type, x.source_id)
        i.project_id, x.noteable_type, x.noteable_iid, m.iid, u.iid, x.source_id, x.parent_source_id,
        coalesce(x.parent_source_id, x.source_id),
        coalesce(author.id, forge.user_id(i.requested_by, x.author)), x.body, x.created_at, x.updated_at,
        coalesce(x.updated_at > x.created_at + interval '5 seconds', false),
        x.deleted, false, coalesce(x.resolved, false), x.resolved_at,
        coalesce(resolver.id, forge.user_id(i.requested_by, x.resolved_by)),
        x.path, x.old_line, x.new_line, x.old_start_line, x.new_start_line, x.base_sha, x.head_sha, x.path is not null,
        x.outdated, x.sanitised, coalesce(x.seen_in, 'list'), x.raw
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(
        noteable_type text, noteable_iid bigint, source_id bigint, parent_source_id bigint, author text, body text,
        created_at timestamptz, updated_at timestamptz, deleted boolean, pending boolean, resolved boolean,
        resolved_at timestamptz, resolved_by text,
        path text, old_line bigint, new_line bigint, old_start_line bigint, new_start_line bigint,
        base_sha text, head_sha text, outdated boolean, sanitised boolean, seen_in text, raw jsonb)
    left join forge.users author on author.owner = i.requested_by and author.key = x.author
    left join forge.users resolver on resolver.owner = i.requested_by and resolver.key = x.resolved_by
    left join forge.merge_requests m on x.noteable_type = 'merge_request' and m.project_id = i.project_id
        and m.iid = x.noteable_iid
    left join forge.issues u on x.noteable_type = 'issue' and u.project_id = i.project_id and u.iid = x.noteable_iid
    where i.id = run and not coalesce(x.pending, false)
    order by x.noteable_type, x.source_id, x.raw::text
    on conflict (project_id, noteable_type, source_id) do update
    set noteable_iid = excluded.noteable_iid, merge_request_iid = excluded.merge_request_iid,
        issue_iid = excluded.issue_iid, parent_source_id = excluded.parent_source_id,
        discussion_source_id = excluded.discussion_source_id, author_id = excluded.author_id, body = excluded.body,
        created_at = excluded.created_at, updated_at = excluded.updated_at, edited = excluded.edited,
        deleted = excluded.deleted,
        pending = excluded.pending, resolved = excluded.resolved,
        -- What a comment said when it was asked for singly stays, where its list says no more than that.
        resolved_at = coalesce(excluded.resolved_at, case when excluded.resolved then t.resolved_at end),
        resolved_by_id = coalesce(excluded.resolved_by_id, case when excluded.resolved then t.resolved_by_id end),
        path = excluded.path, old_line = excluded.old_line, new_line = excluded.new_line,
        old_start_line = excluded.old_start_line, new_start_line = excluded.new_start_line,
        base_sha = forge.longer_sha(t.base_sha, excluded.base_sha),
        head_sha = forge.longer_sha(t.head_sha, excluded.head_sha),
        anchored = excluded.anchored, outdated = excluded.outdated, sanitised = excluded.sanitised,
        seen_in = excluded.seen_in, raw = excluded.raw, vanished_at = null
    -- The stream may show an object with fewer keys than its list did: the row stays while it says the same.
    where t.vanished_at is not null or case when excluded.seen_in = 'list'
        then (t.raw, t.author_id, t.resolved, t.resolved_by_id, t.seen_in) is distinct from
            (excluded.raw, excluded.author_id, excluded.resolved,
             coalesce(excluded.resolved_by_id, case when excluded.resolved then t.resolved_by_id end),
             excluded.seen_in)
        else (t.noteable_iid, t.parent_source_id, t.author_id, t.body, t.created_at, t.updated_at, t.deleted,
              t.resolved, t.resolved_at, t.resolved_by_id, t.anchored) is distinct from
            (excluded.noteable_iid, excluded.parent_source_id, excluded.author_id, excluded.body, excluded.created_at,
             excluded.updated_at, excluded.deleted, excluded.resolved,
             coalesce(excluded.resolved_at, case when excluded.resolved then t.resolved_at end),
             coalesce(excluded.resolved_by_id, case when excluded.resolved then t.resolved_by_id end),
             excluded.anchored)
          or excluded.anchored and (t.path, t.old_line, t.new_line, t.old_start_line, t.new_start_line)
              is distinct from (excluded.path, excluded.old_line, excluded.new_line, excluded.old_start_line,
                  excluded.new_start_line) end;

    -- Threads are looked for when there is an answer. Other notes were written as roots of their own.
    perform forge.thread_notes(i.project_id, x.noteable_type, array_agg(x.noteable_iid))
    from brigade.runs i,
         (select distinct r.noteable_type, r.noteable_iid from jsonb_to_recordset(rows) as r(noteable_type text,
             noteable_iid bigint)) x
    where i.id = run and exists (
        select from forge.notes n
        where n.project_id = i.project_id and n.noteable_type = x.noteable_type and n.noteable_iid = x.noteable_iid
          and n.parent_source_id is not null)
    group by i.project_id, x.noteable_type;
end $$;
comment on function forge.put_notes(bigint, jsonb) is
$$Upserts comments: the columns of forge.notes, with author and resolved_by as keys of forge.users; threads are
found here. Unpublished drafts (pending) are not kept. seen_in: list (also when it is not given) or stream$$;
