create or replace function forge.put_issues(run bigint, rows jsonb) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.issues as t (
        project_id, iid, title, description, state, source_state, kind, priority, component, version, milestone,
        author_id, assignee_id, votes, watchers, created_at, updated_at, edited_at, sanitised, raw)
    select distinct on (x.iid) i.project_id, x.iid, x.title, x.description, x.state, x.source_state, x.kind, x.priority,
        x.component, x.version, x.milestone, coalesce(author.id, forge.user_id(i.requested_by, x.author)),
        coalesce(assignee.id, forge.user_id(i.requested_by, x.assignee)),
        x.votes, x.watchers, x.created_at, x.updated_at, x.edited_at, x.sanitised, x.raw
    from brigade.runs i
    cross join jsonb_to_recordset(rows) as x(
        iid bigint, title text, description text, state text, source_state text, kind text, priority text,
        component text,
        version text, milestone text, author text, assignee text, votes bigint, watchers bigint,
        created_at timestamptz, updated_at timestamptz, edited_at timestamptz, sanitised boolean, raw jsonb)
    left join forge.users author on author.owner = i.requested_by and author.key = x.author
    left join forge.users assignee on assignee.owner = i.requested_by and assignee.key = x.assignee
    where i.id = run
    order by x.iid, x.raw::text
    on conflict (project_id, iid) do update
    set title = excluded.title, description = excluded.description, state = excluded.state,
        source_state = excluded.source_state,
        kind = excluded.kind, priority = excluded.priority, component = excluded.component, version = excluded.version,
        milestone = excluded.milestone, author_id = excluded.author_id, assignee_id = excluded.assignee_id,
        votes = excluded.votes, watchers = excluded.watchers, created_at = excluded.created_at,
        updated_at = excluded.updated_at, edited_at = excluded.edited_at, sanitised = excluded.sanitised,
        raw = excluded.raw
    where (t.raw, t.author_id, t.assignee_id) is distinct from (excluded.raw, excluded.author_id, excluded.assignee_id);
$$;
comment on function forge.put_issues(bigint, jsonb) is
'Upserts issues: the columns of forge.issues, with author and assignee as keys of forge.users';
