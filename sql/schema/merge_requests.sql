-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- Pull requests
create table forge.merge_requests (
    -- Project
    project_id bigint not null,
    -- Number at Bitbucket
    iid bigint not null,
    -- Title
    title text not null,
    -- As written, markup unchanged
    description text,
    -- opened, merged, closed
    state text not null,
    -- Bitbucket's word: OPEN, MERGED, DECLINED or SUPERSEDED
    source_state text not null,
    -- Draft
    draft boolean not null,
    -- Author. Null: Bitbucket no longer says
    author_id bigint,
    -- User who merged or closed it
    closed_by_id bigint,
    -- Text given on decline
    close_reason text,
    -- Branch that it brings
    source_branch text,
    -- Branch that it goes to
    target_branch text,
    -- Repository of the source branch. That of a fork differs. Null: it is gone
    source_full_name text,
    -- 40 digits where the commit is in the repository, else the 12 that Bitbucket gives
    source_sha text,
    -- Commit of the target branch, likewise
    target_sha text,
    -- Commit of the merge, likewise
    merge_commit_sha text,
    -- The branch is to be deleted when it is merged
    close_source_branch boolean,
    -- Comments as Bitbucket counts them, which is without deleted ones
    comment_count bigint,
    -- Tasks as Bitbucket counts them, which is open ones only
    task_count bigint,
    -- When it was made at Bitbucket
    created_at timestamptz,
    -- When it was last changed at Bitbucket. It is no date of merge or close
    updated_at timestamptz,
    -- From the activity stream, else the committer date of the merge commit, else null
    merged_at timestamptz,
    -- From the activity stream, else null
    closed_at timestamptz,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API gave it
    raw jsonb not null,
    -- Commit that refs/merge-requests/<iid>/head keeps in the repository. Null: none, and head_missing says why
    head_oid text,
    -- Why no head is kept, in a sentence. Null: one is kept, or no import has looked yet
    head_missing text,
    -- The source's time when its own address was found to be gone. Null: it is there
    vanished_at timestamptz,
    -- Source's time of the import or sync that changed the row last. Null: an older version did
    changed_at timestamptz,
    primary key (project_id, iid),
    foreign key (author_id) references forge.users(id),
    foreign key (closed_by_id) references forge.users(id),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (head_oid is null or head_missing is null),
    check (head_oid ~ '^[0-9a-f]{40}$'),
    check (iid > 0),
    check (merge_commit_sha ~ '^[0-9a-f]{4,40}$'),
    check (source_sha ~ '^[0-9a-f]{4,40}$'),
    check (state in ('opened', 'merged', 'closed')),
    check (target_sha ~ '^[0-9a-f]{4,40}$')
);
create index merge_requests_author on forge.merge_requests (author_id);
create index merge_requests_closed_by on forge.merge_requests (closed_by_id) where (closed_by_id is not null);
create index merge_requests_vanished on forge.merge_requests (project_id) where (vanished_at is not null);
create index merge_requests_words on forge.merge_requests using gin (to_tsvector('simple'::regconfig,
    translate("left"(((title || ' ') || coalesce(description, '')), 65536), '<>&', ' '))) WITH
    (gin_pending_list_limit='512');
-- trigger mark_change: forge.mark_change
-- trigger note_change: forge.note_change
-- trigger note_new_keys: forge.note_removal
-- trigger note_removal: forge.note_removal

-- Reviewers and participants of merge requests
create table forge.merge_request_reviewers (
    -- Project
    project_id bigint not null,
    -- Merge request
    iid bigint not null,
    -- User
    user_id bigint not null,
    -- reviewer or participant
    role text not null,
    -- approved, changes_requested or null
    state text,
    -- When the user last took part, as Bitbucket says
    participated_at timestamptz,
    -- When a sync read the list that should name it and did not find it there, by the source's clock. Null: it is
    -- there
    vanished_at timestamptz,
    -- Source's time of the import or sync that changed the row last. Null: an older version did
    changed_at timestamptz,
    primary key (project_id, iid, user_id),
    foreign key (project_id, iid) references forge.merge_requests(project_id, iid) on delete cascade,
    foreign key (user_id) references forge.users(id),
    check (role in ('reviewer', 'participant')),
    check (state in ('approved', 'changes_requested'))
);
create index merge_request_reviewers_user on forge.merge_request_reviewers (user_id);
-- trigger mark_change: forge.mark_change
-- trigger note_change: forge.note_change

-- What happened to merge requests, from the activity stream
create table forge.merge_request_events (
    -- Project
    project_id bigint not null,
    -- Merge request
    iid bigint not null,
    -- updated merged closed reopened approved changes_requested
    kind text not null,
    -- When it happened
    at timestamptz not null,
    -- User who did it. Null: Bitbucket does not say
    user_id bigint,
    -- The entry as the API gave it
    detail jsonb,
    -- Numbers events of one kind that one person made at the same instant. It is 1 where there is no other
    n integer not null default 1,
    -- Merge request that it belongs to. Null: that is not here (forge.orphans)
    owner_iid bigint,
    unique nulls not distinct (project_id, iid, kind, at, user_id, n),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (project_id, owner_iid) references forge.merge_requests(project_id, iid) on delete set null
        (owner_iid),
    foreign key (user_id) references forge.users(id),
    check (owner_iid = iid),
    check (kind in ('updated', 'merged', 'closed', 'reopened', 'approved', 'changes_requested')),
    check (n > 0)
);
create index merge_request_events_owner on forge.merge_request_events (project_id, owner_iid);
create index merge_request_events_user on forge.merge_request_events (user_id);

