-- Git to the last commit: heads of merge requests, refs whose names cannot be stored.

alter table forge.merge_requests
    add column head_oid text check (head_oid ~ '^[0-9a-f]{40}$'),
    add column head_missing text,
    add constraint a_head_is_kept_or_missing check (head_oid is null or head_missing is null);

create table forge.refused_refs (
    project_id bigint not null,
    kind text not null,
    name bytea not null,
    oid text not null check (oid ~ '^[0-9a-f]{40}$'),
    reason text not null,
    primary key (project_id, kind, name),
    foreign key (project_id, kind) references forge.repositories (project_id, kind) on delete cascade
);
