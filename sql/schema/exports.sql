-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- Options that each target of an export understands: keys of brigade.exports.options
create table brigade.target_options (
    -- Target: a pipeline that hands out
    target text not null,
    -- Name of the option
    name text not null,
    -- Regular expression that its value has to match
    pattern text not null,
    -- What holds when it is not given; null: nothing
    fallback text,
    -- What it means, for people
    description text not null,
    primary key (target, name),
    check (name ~ '^[a-z]+$')
);

-- What may be lost on the way to each target, or be there in another form. A kind that cannot happen has no row
create table brigade.loss_kinds (
    -- Target: a pipeline that hands out
    target text not null,
    -- What is lost, as brigade.export_losses.what has it
    what text not null,
    -- as text: it is there in words; changed: it is there in another form; dropped: it is not there
    outcome text not null,
    -- What happens, for people
    sentence text not null,
    primary key (target, what),
    check (outcome in ('as text', 'changed', 'dropped'))
);

-- Files that exports have written
create table brigade.export_files (
    -- Export
    export_id bigint not null,
    -- Path in the directory of the export
    path text collate "C" not null,
    -- It is a piece that is joined with others to a file, and goes when the export is published
    is_part boolean not null,
    -- How many of each thing it holds: {"merge_requests": 100}
    rows jsonb not null default '{}',
    -- SHA-256 of what it holds
    sha256 text not null,
    -- Size
    size_bytes bigint not null,
    primary key (export_id, path),
    foreign key (export_id) references brigade.runs(id) on delete cascade,
    check (jsonb_typeof(rows) = 'object'),
    check (sha256 ~ '^[0-9a-f]{64}$'),
    check (size_bytes >= 0)
);

-- What the target of an export cannot hold as it is here: one row a thing. brigade.loss_kinds says what each means
create table brigade.export_losses (
    -- Export
    export_id bigint not null,
    -- Thing, as in brigade.export_reconciliation
    thing text not null,
    -- Which one: as in brigade.holdings, where that has the thing
    key text collate "C" not null,
    -- What is lost, as in brigade.loss_kinds
    what text not null,
    -- More about it; null: the kind says all
    detail text,
    -- Web page of the thing at the source; null: not known
    link text,
    -- What happens to it; null: what brigade.loss_kinds says of the kind
    outcome text,
    primary key (export_id, thing, key, what),
    foreign key (export_id) references brigade.runs(id) on delete cascade,
    check (outcome in ('as text', 'changed', 'dropped'))
);

-- How many rows of each thing an export found here and wrote. To read: brigade.export_reconciliation
create table brigade.export_counts (
    -- Export
    export_id bigint not null,
    -- Thing
    thing text not null,
    -- Rows here when the export was planned
    here bigint not null,
    -- How many were counted when the output was read back; null: it was not read yet
    written bigint,
    -- What one job has read of the output; empty: all, or what is here
    part text collate "C" not null default '',
    primary key (export_id, thing, part),
    foreign key (export_id) references brigade.runs(id) on delete cascade,
    check (here >= 0),
    check (written >= 0)
);

-- What an export that has not ended calls the people of its project: forge.export_names when it began
create table brigade.export_names (
    -- Export
    export_id bigint not null,
    -- Person: forge.users.id
    user_id bigint not null,
    -- What losses name the person by
    person text not null,
    -- Name in all of the output
    name text not null,
    -- Name in a text
    words text not null,
    primary key (export_id, user_id),
    foreign key (export_id) references brigade.runs(id) on delete cascade
);

-- Numbers of pull requests and issues at targets where both share one series. They are given once and stay
create table forge.numbers (
    -- Project
    project_id bigint not null,
    -- pulls_first: pull requests keep their numbers, and issues are moved; issues_first: the other way round
    scheme text not null,
    -- pull_request or issue
    kind text not null,
    -- Number at the source
    iid bigint not null,
    -- Number at the target
    number bigint not null,
    -- Number that it had before; null: it never had another
    former bigint,
    primary key (project_id, scheme, kind, iid),
    unique (project_id, scheme, number),
    foreign key (project_id) references forge.projects(id) on delete cascade,
    check (former <> number),
    check (kind in ('pull_request', 'issue')),
    check (number > 0),
    check (scheme in ('pulls_first', 'issues_first'))
);

-- Who people are at a target. An export fills it from forge.users.mapped_to; a row that you write stays
create table forge.destinations (
    -- User here
    user_id bigint not null,
    -- Target: a pipeline that hands out
    target text not null,
    -- Name that the user signs in with there
    login text,
    -- E-mail there
    email text,
    -- Number of the account there; null: not known
    remote_id bigint,
    -- When the row was filled
    resolved_at timestamptz not null default now(),
    -- You wrote it. False: it is as forge.users.mapped_to says
    is_given boolean not null default true,
    primary key (user_id, target),
    foreign key (user_id) references forge.users(id) on delete cascade,
    check (email <> ''),
    check (login <> ''),
    check (remote_id > 0)
);

