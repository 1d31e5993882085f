-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- People, apps and teams as the source names them. They are never matched by name or e-mail.
create table forge.users (
    -- Number of the user here
    id bigint not null generated always as identity,
    -- Role that asked for the import
    owner name not null,
    -- Bitbucket's uuid, in braces
    uuid text,
    -- Atlassian account
    account_id text,
    -- user, team or app_user; name, when nothing but a user name is known
    type text,
    -- Free text that is not unique. App users have none
    nickname text,
    -- Free text that is not unique. Former user: the account was closed
    display_name text,
    -- Who this is at the destination. You fill this column
    mapped_to text,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The fullest object that the API gave
    raw jsonb not null,
    -- uuid; where there is none, account_id; where there is neither, name: and the user name of an old issue archive
    key text not null generated always as (coalesce(uuid, account_id, 'name:' || nickname)) stored,
    primary key (id),
    unique (owner, key)
);
create index users_account on forge.users (owner, account_id);
create index users_words on forge.users using gin (to_tsvector('simple'::regconfig, translate(((coalesce(display_name,
    '') || ' ') || coalesce(nickname, '')), '<>&', ' '))) WITH (gin_pending_list_limit='512');

-- Members of the workspace, and who else may use the repository
create table forge.members (
    -- Project
    project_id bigint not null,
    -- User
    user_id bigint not null,
    -- read, write or admin on the repository. Null: the credential may not ask, or Bitbucket did not say
    permission text,
    -- When a sync read the list that should name it and did not find it there, by the source's clock. Null: it is
    -- there
    vanished_at timestamptz,
    -- Source's time of the import or sync that changed the row last. Null: an older version did
    changed_at timestamptz,
    primary key (project_id, user_id),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (user_id) references forge.users(id)
);
create index members_user on forge.members (user_id);
create index members_vanished on forge.members (project_id) where (vanished_at is not null);
-- trigger mark_change: forge.mark_change
-- trigger note_change: forge.note_change

-- People of a workspace that its import was told of, once for the imports of all its repositories
create table brigade.workspace_members (
    -- Import of the workspace
    run_id bigint not null,
    -- Repository that they may use. Empty: they are members
    slug text not null,
    -- As forge.users.key
    account text not null,
    -- read, write or admin on the repository. Null: Bitbucket did not say
    permission text,
    primary key (run_id, slug, account),
    foreign key (run_id) references brigade.runs(id) on delete cascade
);

