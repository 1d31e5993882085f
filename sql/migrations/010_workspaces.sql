-- Whole workspaces: an import of its own stage that makes a child import of each repository; several credentials.

alter table brigade.stages add column scope text not null default 'repository' check
    (scope in ('workspace', 'repository'));

alter table brigade.imports
    add column credentials text[] check (cardinality(credentials) <= 100),
    add column include text[] check (cardinality(include) <= 1000),
    add column exclude text[] check (cardinality(exclude) <= 1000),
    add constraint patterns_are_for_workspaces check (slug = '' or coalesce(include, exclude) is null),
    add constraint files_are_for_repositories check (slug <> '' or coalesce(issues_export, wiki_source) is null);
create unique index imports_child on brigade.imports (parent_id, slug) where parent_id is not null;
