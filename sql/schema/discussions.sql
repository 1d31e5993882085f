-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- Comments of merge requests and issues
create table forge.notes (
    -- Project
    project_id bigint not null,
    -- merge_request or issue
    noteable_type text not null,
    -- Number of that merge request or issue
    noteable_iid bigint not null,
    -- Bitbucket's id
    source_id bigint not null,
    -- Comment that it answers. Null: it opens a thread
    parent_source_id bigint,
    -- Root of the thread. A comment that opens one has its own id here
    discussion_source_id bigint not null,
    -- Author. Null: Bitbucket no longer says
    author_id bigint,
    -- Text as written. Empty when the comment was deleted
    body text not null,
    -- When it was written at Bitbucket
    created_at timestamptz,
    -- When it was last changed at Bitbucket. It differs by milliseconds on comments that were never edited
    updated_at timestamptz,
    -- updated_at is more than 5 seconds after created_at
    edited boolean not null,
    -- A tombstone that keeps its replies together
    deleted boolean not null,
    -- An unpublished draft of the account that the credential belongs to. Versions after 0.2 store none
    pending boolean not null,
    -- When the thread was resolved
    resolved_at timestamptz,
    -- User who resolved the thread
    resolved_by_id bigint,
    -- File that it is about. A reply has the anchor of its root. Null: it is a general comment
    path text,
    -- Line in the old version; of several lines, the last
    old_line bigint,
    -- Line in the new version; of several lines, the last
    new_line bigint,
    -- First line of several in the old version
    old_start_line bigint,
    -- First line of several in the new version
    new_start_line bigint,
    -- Old version of the anchor: 40 digits where the commit is in the repository
    base_sha text,
    -- New version of the anchor, likewise
    head_sha text,
    -- The anchor is that of the comment itself and not of its thread's root
    anchored boolean not null,
    -- The lines have changed since. Null: Bitbucket does not say
    outdated boolean,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API gave it
    raw jsonb not null,
    -- The thread that it opens was resolved. resolved_at and resolved_by_id are null where the source does not say
    -- when and by whom
    resolved boolean not null default false,
    -- list: as the list of its merge request or issue showed it. stream: as the activity stream did, whose word was
    -- taken (brigade.calibrations)
    seen_in text not null default 'list',
    -- When a sync read the list that should name it and did not find it there, by the source's clock. Null: it is
    -- there
    vanished_at timestamptz,
    -- Source's time of the import or sync that changed the row last. Null: an older version did
    changed_at timestamptz,
    -- Merge request that it belongs to. Null: it belongs to an issue, or to one that is not here (forge.orphans)
    merge_request_iid bigint,
    -- Issue that it belongs to. Null: it belongs to a merge request, or to one that is not here (forge.orphans)
    issue_iid bigint,
    primary key (project_id, noteable_type, source_id),
    foreign key (author_id) references forge.users(id),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (project_id, issue_iid) references forge.issues(project_id, iid) on delete set null (issue_iid),
    foreign key (project_id, merge_request_iid) references forge.merge_requests(project_id, iid) on delete set null
        (merge_request_iid),
    foreign key (resolved_by_id) references forge.users(id),
    check (base_sha ~ '^[0-9a-f]{4,40}$'),
    check (merge_request_iid is null or noteable_type = 'merge_request' and merge_request_iid = noteable_iid),
    check (issue_iid is null or noteable_type = 'issue' and issue_iid = noteable_iid),
    check (head_sha ~ '^[0-9a-f]{4,40}$'),
    check (noteable_type in ('merge_request', 'issue')),
    check (seen_in in ('list', 'stream'))
);
create index notes_alone on forge.notes (project_id) where ((merge_request_iid is null) and (issue_iid is null));
create index notes_author on forge.notes (author_id);
create index notes_drafts on forge.notes (project_id) where pending;
create index notes_issue on forge.notes (project_id, issue_iid) where (issue_iid is not null);
create index notes_merge_request on forge.notes (project_id, merge_request_iid) where (merge_request_iid is not null);
create index notes_noteable on forge.notes (project_id, noteable_type, noteable_iid);
create index notes_resolved_by on forge.notes (resolved_by_id) where (resolved_by_id is not null);
create index notes_vanished on forge.notes (project_id) where (vanished_at is not null);
create index notes_without_time on forge.notes (project_id) where (resolved and (resolved_at is null));
create index notes_words on forge.notes using gin (to_tsvector('simple'::regconfig, translate((((("left"(body, 65536)
    || ' ') || coalesce(path, '')) || ' ') || translate(coalesce(path, ''), '/._-', ' ')), '<>&', ' '))) WITH
    (gin_pending_list_limit='512');
-- trigger mark_change: forge.mark_change
-- trigger note_change: forge.note_change
-- trigger note_new_keys: forge.note_removal
-- trigger note_removal: forge.note_removal

-- Tasks of merge requests
create table forge.tasks (
    -- Project
    project_id bigint not null,
    -- Bitbucket's id
    source_id bigint not null,
    -- Merge request
    merge_request_iid bigint not null,
    -- Comment that it is attached to. Null: it is attached to the merge request itself
    note_source_id bigint,
    -- RESOLVED or UNRESOLVED
    state text not null,
    -- As written
    content text not null,
    -- User who made it
    creator_id bigint,
    -- When it was made at Bitbucket
    created_at timestamptz,
    -- When it was last changed at Bitbucket
    updated_at timestamptz,
    -- When it was resolved
    resolved_at timestamptz,
    -- User who resolved it
    resolved_by_id bigint,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API gave it
    raw jsonb not null,
    -- When a sync read the list that should name it and did not find it there, by the source's clock. Null: it is
    -- there
    vanished_at timestamptz,
    -- Source's time of the import or sync that changed the row last. Null: an older version did
    changed_at timestamptz,
    -- Merge request that it belongs to. Null: that is not here (forge.orphans)
    owner_iid bigint,
    primary key (project_id, source_id),
    foreign key (creator_id) references forge.users(id),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (project_id, owner_iid) references forge.merge_requests(project_id, iid) on delete set null
        (owner_iid),
    foreign key (resolved_by_id) references forge.users(id),
    check (owner_iid = merge_request_iid)
);
create index tasks_creator on forge.tasks (creator_id);
create index tasks_merge_request on forge.tasks (project_id, merge_request_iid);
create index tasks_owner on forge.tasks (project_id, owner_iid);
create index tasks_resolved_by on forge.tasks (resolved_by_id) where (resolved_by_id is not null);
create index tasks_vanished on forge.tasks (project_id) where (vanished_at is not null);
create index tasks_words on forge.tasks using gin (to_tsvector('simple'::regconfig, translate("left"(content, 65536),
    '<>&', ' '))) WITH (gin_pending_list_limit='512');
-- trigger mark_change: forge.mark_change
-- trigger note_change: forge.note_change
-- trigger note_new_keys: forge.note_removal
-- trigger note_removal: forge.note_removal

-- Comments as the activity stream showed them, while it is not decided whether they can be trusted: emptied when
-- their import ends
create table forge.stream_notes (
    -- Project
    project_id bigint not null,
    -- Import that read them
    run_id bigint not null,
    -- Bitbucket's id
    source_id bigint not null,
    -- Merge request
    iid bigint not null,
    -- The row that it would be: as for forge.put_notes
    put jsonb not null,
    primary key (project_id, run_id, source_id),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (run_id) references brigade.runs(id) on delete cascade
);
create index stream_notes_run on forge.stream_notes (run_id, iid);

