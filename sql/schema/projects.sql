-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- Bitbucket repositories that were brought over
create table forge.projects (
    -- Number of the project here. Paths in storage are made of it
    id bigint not null generated always as identity,
    -- Role that asked for the import. Requesters share no row
    owner name not null,
    -- Bitbucket's uuid, in braces. It stays when the repository is renamed. Where Bitbucket could not be asked,
    -- full_name stands here until it can
    source_uuid text not null,
    -- workspace/slug
    full_name text not null,
    -- Display name
    name text not null,
    -- Name in addresses
    slug text not null,
    -- As Bitbucket has it
    description text,
    -- public or private
    visibility text not null,
    -- Main branch. Null: the repository is empty
    default_branch text,
    -- As Bitbucket has it
    language text,
    -- As Bitbucket has it
    website text,
    -- Repository that this one is a fork of
    parent_full_name text,
    -- Size of the repository as Bitbucket says
    size_bytes bigint,
    -- When it was made at Bitbucket
    created_at timestamptz,
    -- When it was last changed at Bitbucket
    updated_at timestamptz,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The object as the API gave it
    raw jsonb not null,
    -- What no import has brought, because each left it out by request: words of brigade.parts. Null: nothing
    lacks text[],
    primary key (id),
    unique (owner, source_uuid),
    check (visibility in ('public', 'private'))
);

-- Bare git repositories. A row is there only when the repository is complete on disk.
create table forge.repositories (
    -- Project
    project_id bigint not null,
    -- code or wiki
    kind text not null,
    -- Path below the workers' storage directory
    path text not null,
    -- Branch that HEAD names, such as refs/heads/main. Null: none
    head text,
    -- Branches and tags
    ref_count bigint not null,
    -- Commits reachable from them
    commit_count bigint not null,
    -- Size on disk
    size_bytes bigint not null,
    -- When it was last compared with the server
    fetched_at timestamptz not null,
    primary key (project_id, kind),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (kind in ('code', 'wiki'))
);

-- Branches and tags of the git repositories
create table forge.refs (
    -- Project
    project_id bigint not null,
    -- Of which repository: code or wiki
    kind text not null,
    -- Full name, such as refs/heads/main
    name text not null,
    -- Object that it names, 40 digits
    oid text not null,
    -- What an annotated tag points to in the end. Null: it is oid itself
    peeled_oid text,
    -- When a sync found that the source has it no more, by the source's clock. Null: it is there
    vanished_at timestamptz,
    -- Source's time of the import or sync that changed the row last. Null: an older version did
    changed_at timestamptz,
    primary key (project_id, kind, name),
    foreign key (project_id, kind) references forge.repositories(project_id, kind) on delete cascade,
    check (oid ~ '^[0-9a-f]{40}$'),
    check (peeled_oid ~ '^[0-9a-f]{40}$')
);
create index refs_vanished on forge.refs (project_id) where (vanished_at is not null);
-- trigger mark_change: forge.mark_change
-- trigger note_change: forge.note_change

-- Branches and tags that the server has under names that cannot be stored safely. Their objects are in the repository
-- under names of ours
create table forge.refused_refs (
    -- Project
    project_id bigint not null,
    -- Of which repository: code or wiki
    kind text not null,
    -- Full name, byte by byte as the server gave it: it may be no text
    name bytea not null,
    -- Object that it names
    oid text not null,
    -- Why its name is not stored
    reason text not null,
    -- Ref of the repository that keeps its object. Null: none does, because only an import of 0.2 saw it
    kept_as text,
    primary key (project_id, kind, name),
    foreign key (project_id, kind) references forge.repositories(project_id, kind) on delete cascade,
    check (kept_as ~ '^refs/refused/[0-9]+$'),
    check (oid ~ '^[0-9a-f]{40}$')
);

-- Large files of git LFS that the repository points to. A row is there only when the file is complete on disk and has
-- this SHA-256.
create table forge.lfs_objects (
    -- Project
    project_id bigint not null,
    -- SHA-256 of the file. Its pointers in the repository name it
    oid text not null,
    -- Size on disk
    size_bytes bigint not null,
    -- Path below the workers' storage directory
    path text not null,
    primary key (project_id, oid),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (oid ~ '^[0-9a-f]{64}$'),
    check (size_bytes >= 0)
);
-- trigger note_new_keys: forge.note_removal
-- trigger note_removal: forge.note_removal

-- Whose folders of storage are: a random key made with each project, because a database that went back gives numbers
-- of projects a second time. The files in .owners below storage say it of each folder.
create table forge.storage_keys (
    -- Project
    project_id bigint not null,
    -- Key that its folders bear
    key uuid not null default gen_random_uuid(),
    -- Brought over before folders said whose they are: a folder of this number that says nothing is taken for its own
    adopts boolean not null default false,
    primary key (project_id),
    foreign key (project_id) references forge.projects(id) on delete cascade
);

