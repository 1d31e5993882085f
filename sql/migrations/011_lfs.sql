-- Large files of git LFS.

create table forge.lfs_objects (
    project_id bigint not null references forge.projects (id) on delete cascade,
    oid text not null check (oid ~ '^[0-9a-f]{64}$'),
    size_bytes bigint not null check (size_bytes >= 0),
    path text not null,
    primary key (project_id, oid)
);

-- A job fetches a hundred files: few at once, so that many workers share them. What pipeline.sql says of a batch counts
-- for new stages alone, because administrators tune it.
update brigade.stages set batch = 4 where name = 'lfs_objects';
