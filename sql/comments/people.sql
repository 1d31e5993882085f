comment on table forge.users is
'People, apps and teams as the source names them. They are never matched by name or e-mail.';
comment on column forge.users.id is 'Number of the user here';
comment on column forge.users.owner is 'Role that asked for the import';
comment on column forge.users.uuid is 'Bitbucket''s uuid, in braces';
comment on column forge.users.account_id is 'Atlassian account';
comment on column forge.users.key is
'uuid; where there is none, account_id; where there is neither, name: and the user name of an old issue archive';
comment on column forge.users.type is 'user, team or app_user; name, when nothing but a user name is known';
comment on column forge.users.nickname is 'Free text that is not unique. App users have none';
comment on column forge.users.display_name is 'Free text that is not unique. Former user: the account was closed';
comment on column forge.users.mapped_to is 'Who this is at the destination. You fill this column';
comment on column forge.users.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.users.raw is 'The fullest object that the API gave';

comment on table forge.members is 'Members of the workspace, and who else may use the repository';
comment on column forge.members.project_id is 'Project';
comment on column forge.members.user_id is 'User';
comment on column forge.members.permission is
'read, write or admin on the repository. Null: the credential may not ask, or Bitbucket did not say';
comment on column forge.members.vanished_at is
$$When a sync read the list that should name it and did not find it there, by the source's clock. Null: it is there$$;
comment on column forge.members.changed_at is
'Source''s time of the import or sync that changed the row last. Null: an older version did';

comment on table brigade.workspace_members is
'People of a workspace that its import was told of, once for the imports of all its repositories';
comment on column brigade.workspace_members.run_id is 'Import of the workspace';
comment on column brigade.workspace_members.slug is 'Repository that they may use. Empty: they are members';
comment on column brigade.workspace_members.account is 'As forge.users.key';
comment on column brigade.workspace_members.permission is
'read, write or admin on the repository. Null: Bitbucket did not say';
