create or replace function forge.export_tables()
returns table (place integer, thing text, file text, relation text, filter text, page_by text, order_by text,
               key text, gone text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        (1, 'projects', 'projects', 'forge.projects', 't.id = $1', 'id', 't.id', 't.slug', 'false'),
        (2, 'repositories', 'repositories', 'forge.repositories', 't.project_id = $1', 'kind', 't.kind', 't.kind',
         'false'),
        (3, 'refs', 'refs', 'forge.refs', 't.project_id = $1', 'name', 't.name collate "C", t.kind',
         'case t.kind when ''code'' then t.name else t.kind || '' '' || t.name end', 't.vanished_at is not null'),
        (4, 'refused_refs', 'refused_refs', 'forge.refused_refs', 't.project_id = $1', 'kind', 't.kind, t.name',
         '''\x'' || encode(t.name, ''hex'')', 'false'),
        (5, 'lfs_objects', 'lfs_objects', 'forge.lfs_objects', 't.project_id = $1', 'oid', 't.oid collate "C"',
         't.oid', 'false'),
        (6, 'people', 'users', 'forge.users', 't.id in (select forge.people_of($1))', 'id', 't.id',
         'coalesce(t.account_id, t.uuid, t.nickname)', 'false'),
        (7, 'members', 'members', 'forge.members', 't.project_id = $1', 'user_id', 't.user_id',
         'forge.export_person(t.user_id)', 't.vanished_at is not null'),
        (8, 'labels', 'labels', 'forge.labels', 't.project_id = $1', 'name', 't.name collate "C"', 't.name',
         'false'),
        (9, 'milestones', 'milestones', 'forge.milestones', 't.project_id = $1', 'name', 't.name collate "C", t.n',
         't.name || case when t.n > 1 then '' ('' || t.n || '')'' else '''' end', 'false'),
        (10, 'versions', 'versions', 'forge.versions', 't.project_id = $1', 'name', 't.name collate "C", t.n',
         't.name || case when t.n > 1 then '' ('' || t.n || '')'' else '''' end', 'false'),
        (11, 'components', 'components', 'forge.components', 't.project_id = $1', 'name', 't.name collate "C", t.n',
         't.name || case when t.n > 1 then '' ('' || t.n || '')'' else '''' end', 'false'),
        (12, 'merge_requests', 'merge_requests', 'forge.merge_requests', 't.project_id = $1', 'iid', 't.iid',
         't.iid::text', 't.vanished_at is not null'),
        (13, 'merge_request_reviewers', 'merge_request_reviewers', 'forge.merge_request_reviewers',
         't.project_id = $1', 'iid', 't.iid, t.user_id', 't.iid || ''/'' || forge.export_person(t.user_id)',
         't.vanished_at is not null or forge.has_vanished($1, t.iid)'),
        (14, 'merge_request_events', 'merge_request_events', 'forge.merge_request_events', 't.project_id = $1',
         'iid', 't.iid, t.at, t.kind collate "C", t.user_id, t.n',
         'concat_ws(''/'', t.iid, t.kind, forge.export_time(t.at), row_number() over (partition by t.iid, t.kind, t.at
             order by t.user_id, t.n))', 'forge.has_vanished($1, t.iid)'),
        (15, 'issue_notes', 'notes', 'forge.notes', 't.project_id = $1 and t.noteable_type = ''issue''',
         'noteable_iid', 't.noteable_iid, t.source_id', 't.source_id::text', 'false'),
        (16, 'merge_request_notes', 'notes', 'forge.notes',
         't.project_id = $1 and t.noteable_type = ''merge_request''', 'noteable_iid', 't.noteable_iid, t.source_id',
         't.source_id::text', 't.vanished_at is not null or forge.has_vanished($1, t.noteable_iid)'),
        (17, 'tasks', 'tasks', 'forge.tasks', 't.project_id = $1', 'source_id', 't.source_id', 't.source_id::text',
         't.vanished_at is not null or forge.has_vanished($1, t.merge_request_iid)'),
        (18, 'issues', 'issues', 'forge.issues', 't.project_id = $1', 'iid', 't.iid', 't.iid::text', 'false'),
        (19, 'issue_events', 'issue_events', 'forge.issue_events', 't.project_id = $1', 'iid',
         't.iid, t.source_id, t.field collate "C", t.n',
         't.iid || ''/'' || t.source_id || ''/'' || t.field
             || case when t.n > 1 then '' ('' || t.n || '')'' else '''' end',
         'false'),
        (20, 'issue_labels', 'issue_labels', 'forge.issue_labels', 't.project_id = $1', 'iid',
         't.iid, t.name collate "C"', 't.iid || ''/'' || t.name', 'false'),
        (21, 'attachments', 'attachments', 'forge.attachments', 't.project_id = $1', 'issue_iid',
         't.issue_iid, t.name collate "C", t.n',
         't.issue_iid || ''/'' || t.name || case when t.n > 1 then '' ('' || t.n || '')'' else '''' end', 'false'),
        (22, 'numbers', 'numbers', 'brigade.numbers', 't.project_id = $1 and t.scheme = ''pulls_first''',
         'source_number', 't.source_number, t.kind collate "C"', 't.kind || ''/'' || t.source_number', 'false')
$$;
comment on function forge.export_tables() is
$$What an export of open data holds, in the order of its files: each thing with the file that it stands in, the table
or view t that it is read from, the condition with $1 for the project, the column that pages are cut by, the order of
its rows, the key by which brigade.export_losses names one, and whether one is gone: it, or the pull request that it
belongs to, is no longer at Bitbucket. The texts are parts of statements.$$;
