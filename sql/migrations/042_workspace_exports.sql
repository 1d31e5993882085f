-- An export of a whole workspace has no project of its own, and has an export of each of its projects.
alter table brigade.runs
    drop constraint exports_have_a_project,
    add constraint exports_have_a_project check (target is null
        or source is not null and num_nonnulls(project_id, workspace) = 1 and (slug is null or parent_id is not null)
        and num_nonnulls(issues_export, wiki_source, offline, include, exclude) = 0);
