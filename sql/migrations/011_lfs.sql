-- Large files of git LFS.

create table forge.lfs_objects (
    project_id bigint not null references forge.projects (id) on delete cascade,
    oid text not null check (oid ~ '^[0-9a-f]{64}$'),
    size_bytes bigint not null check (size_bytes >= 0),
    path text not null,
    primary key (project_id, oid)
);

-- A job fetches a hundred files: few at once, so that many workers share them.
update brigade.stages
set first_jobs = '[{"kind": "lfs_pointers", "key": "pointers/1"}]', batch = 4, left_out = null,
    description = 'Large files of git LFS'
where name = 'lfs_objects';

insert into brigade.kinds (position, kind, stage, has_jobs, description) values
(90, 'lfs_objects', 'lfs_objects', true, 'Large files of git LFS that pointers name');
