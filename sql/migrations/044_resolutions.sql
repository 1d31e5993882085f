-- Threads of which lists do not say when they were resolved; pull requests that are read both ways; whose account a
-- token is that a requester has sealed.

alter table brigade.runs
    add column resolutions text check (resolutions in ('sample', 'every')),
    add constraint exports_read_no_resolutions check (target is null or resolutions is null);
update brigade.runs set resolutions = 'sample' where target is null;

create table brigade.comparisons (
    run_id bigint not null references brigade.runs (id) on delete cascade,
    iid bigint not null,
    primary key (run_id, iid)
);

create index notes_without_time on forge.notes (project_id) where resolved and resolved_at is null;

-- Anybody may write an e-mail. A trigger says whose budget it is from now on.
alter table brigade.credentials alter column identity drop expression;
update brigade.credentials c set identity = c.identity || ' of ' || c.created_by
where c.kind = 'api_token' and strpos(c.name, '/') > 0;

insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace
  and p.proname in ('import', 'estimate_readings', 'estimate_ways', 'estimate_talk')
on conflict (function) do nothing;
