comment on table forge.projects is 'Bitbucket repositories that were brought over';
comment on column forge.projects.id is 'Number of the project here. Paths in storage are made of it';
comment on column forge.projects.owner is 'Role that asked for the import. Requesters share no row';
comment on column forge.projects.source_uuid is
$$Bitbucket's uuid, in braces. It stays when the repository is renamed. Where Bitbucket could not be asked, full_name
stands here until it can$$;
comment on column forge.projects.full_name is 'workspace/slug';
comment on column forge.projects.name is 'Display name';
comment on column forge.projects.slug is 'Name in addresses';
comment on column forge.projects.description is 'As Bitbucket has it';
comment on column forge.projects.visibility is 'public or private';
comment on column forge.projects.default_branch is 'Main branch. Null: the repository is empty';
comment on column forge.projects.language is 'As Bitbucket has it';
comment on column forge.projects.website is 'As Bitbucket has it';
comment on column forge.projects.parent_full_name is 'Repository that this one is a fork of';
comment on column forge.projects.size_bytes is 'Size of the repository as Bitbucket says';
comment on column forge.projects.created_at is 'When it was made at Bitbucket';
comment on column forge.projects.updated_at is 'When it was last changed at Bitbucket';
comment on column forge.projects.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.projects.lacks is
'What no import has brought, because each left it out by request: words of brigade.parts. Null: nothing';
comment on column forge.projects.raw is 'The object as the API gave it';

comment on table forge.repositories is
'Bare git repositories. A row is there only when the repository is complete on disk.';
comment on column forge.repositories.project_id is 'Project';
comment on column forge.repositories.kind is 'code or wiki';
comment on column forge.repositories.path is 'Path below the workers'' storage directory';
comment on column forge.repositories.head is 'Branch that HEAD names, such as refs/heads/main. Null: none';
comment on column forge.repositories.ref_count is 'Branches and tags';
comment on column forge.repositories.commit_count is 'Commits reachable from them';
comment on column forge.repositories.size_bytes is 'Size on disk';
comment on column forge.repositories.fetched_at is 'When it was last compared with the server';

comment on table forge.refs is 'Branches and tags of the git repositories';
comment on column forge.refs.project_id is 'Project';
comment on column forge.refs.kind is 'Of which repository: code or wiki';
comment on column forge.refs.name is 'Full name, such as refs/heads/main';
comment on column forge.refs.oid is 'Object that it names, 40 digits';
comment on column forge.refs.peeled_oid is 'What an annotated tag points to in the end. Null: it is oid itself';
comment on column forge.refs.vanished_at is
$$When a sync found that the source has it no more, by the source's clock. Null: it is there$$;
comment on column forge.refs.changed_at is
'Source''s time of the import or sync that changed the row last. Null: an older version did';

comment on table forge.refused_refs is $$Branches and tags that the server has under names that cannot be stored safely.
Their objects are in the repository under names of ours$$;
comment on column forge.refused_refs.project_id is 'Project';
comment on column forge.refused_refs.kind is 'Of which repository: code or wiki';
comment on column forge.refused_refs.name is 'Full name, byte by byte as the server gave it: it may be no text';
comment on column forge.refused_refs.oid is 'Object that it names';
comment on column forge.refused_refs.reason is 'Why its name is not stored';
comment on column forge.refused_refs.kept_as is
'Ref of the repository that keeps its object. Null: none does, because only an import of 0.2 saw it';

comment on table forge.lfs_objects is
$$Large files of git LFS that the repository points to. A row is there only when the file is complete on disk and has
this SHA-256.$$;
comment on column forge.lfs_objects.project_id is 'Project';
comment on column forge.lfs_objects.oid is 'SHA-256 of the file. Its pointers in the repository name it';
comment on column forge.lfs_objects.size_bytes is 'Size on disk';
comment on column forge.lfs_objects.path is 'Path below the workers'' storage directory';

comment on table forge.storage_keys is
$$Whose folders of storage are: a random key made with each project, because a database that went back gives numbers of
projects a second time. The files in .owners below storage say it of each folder.$$;
comment on column forge.storage_keys.project_id is 'Project';
comment on column forge.storage_keys.key is 'Key that its folders bear';
comment on column forge.storage_keys.adopts is
'Brought over before folders said whose they are: a folder of this number that says nothing is taken for its own';
