-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- People (and apps and teams) as the source names them; never matched by name or e-mail
create table forge.users (
    -- Number of the user here
    id bigint not null generated always as identity,
    -- Role that asked for the import
    owner name not null,
    -- Bitbucket's uuid, in braces
    uuid text,
    -- Atlassian account
    account_id text,
    -- user, team, app_user; name: nothing but a user name is known
    type text,
    -- Free text, not unique; app users have none
    nickname text,
    -- Free text, not unique; Former user: the account was closed
    display_name text,
    -- Yours to fill: who this is at the destination
    mapped_to text,
    -- Text that PostgreSQL refuses was replaced by U+FFFD
    sanitised boolean not null default false,
    -- The fullest object that the API gave
    raw jsonb not null,
    -- uuid, else account_id, else name: and the user name that an old issue export gives
    key text not null generated always as (coalesce(uuid, account_id, 'name:' || nickname)) stored,
    primary key (id),
    unique (owner, key)
);
create index users_account on forge.users (owner, account_id);

-- Members of the workspace, and who else may use the repository
create table forge.members (
    -- Project
    project_id bigint not null,
    -- User
    user_id bigint not null,
    -- read, write or admin on the repository; null: the credential may not ask, or nothing was said
    permission text,
    primary key (project_id, user_id),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    foreign key (user_id) references forge.users(id)
);
create index members_user on forge.members (user_id);

