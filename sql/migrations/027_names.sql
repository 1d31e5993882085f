-- A tracker may have two milestones, versions or components of one name: two things of the source are two rows.
alter table forge.milestones
    add column n integer not null default 1 check (n > 0),
    drop constraint milestones_pkey,
    add primary key (project_id, name, n);
alter table forge.versions
    add column n integer not null default 1 check (n > 0),
    drop constraint versions_pkey,
    add primary key (project_id, name, n);
alter table forge.components
    add column n integer not null default 1 check (n > 0),
    drop constraint components_pkey,
    add primary key (project_id, name, n);
