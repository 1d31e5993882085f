-- What belongs to an export: what it hands out in words, how often it began, what it wrote, and what the target cannot
-- hold.
alter table brigade.runs
    drop constraint exports_have_no_source,
    add column generation integer check (generation > 0),
    add column planned_at timestamptz,
    add column as_of timestamptz,
    add column directory text,
    add constraint exports_have_a_project check (target is null or num_nulls(source, project_id) = 0
        and num_nonnulls(workspace, slug, issues_export, wiki_source, offline, include, exclude) = 0),
    add constraint imports_have_no_output
        check (target is not null or num_nonnulls(generation, planned_at, as_of, directory) = 0);

-- Options and losses of each target, as sql/pipeline.sql has them.
create table brigade.target_options (
    target text not null,
    name text not null check (name ~ '^[a-z]+$'),
    pattern text not null,
    fallback text,
    description text not null,
    primary key (target, name)
);
create table brigade.loss_kinds (
    target text not null,
    what text not null,
    outcome text not null check (outcome in ('as text', 'changed', 'dropped')),
    sentence text not null,
    primary key (target, what)
);

create table brigade.export_files (
    export_id bigint not null references brigade.runs (id) on delete cascade,
    path text collate "C" not null,
    is_part boolean not null,
    rows jsonb not null default '{}' check (jsonb_typeof(rows) = 'object'),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size_bytes bigint not null check (size_bytes >= 0),
    primary key (export_id, path)
);
create table brigade.export_losses (
    export_id bigint not null references brigade.runs (id) on delete cascade,
    thing text not null,
    key text collate "C" not null,
    what text not null,
    detail text,
    link text,
    primary key (export_id, thing, key, what)
);
create table brigade.export_counts (
    export_id bigint not null references brigade.runs (id) on delete cascade,
    thing text not null,
    here bigint not null check (here >= 0),
    written bigint check (written >= 0),
    primary key (export_id, thing)
);

-- Numbers where pull requests and issues share one series.
create table forge.numbers (
    project_id bigint not null references forge.projects (id) on delete cascade,
    scheme text not null check (scheme in ('pulls_first', 'issues_first')),
    kind text not null check (kind in ('pull_request', 'issue')),
    iid bigint not null,
    number bigint not null check (number > 0),
    primary key (project_id, scheme, kind, iid),
    unique (project_id, scheme, number)
);
