-- What an import brings of a repository can be chosen: the parts stand in sql/pipeline.sql.
create table brigade.parts (
    name text primary key,
    position integer not null unique,
    needs text references brigade.parts (name),
    description text not null
);
alter table brigade.things add column part text references brigade.parts (name);
alter table brigade.runs add column parts text[];
alter table brigade.schedules add column parts text[];
alter table forge.projects add column lacks text[];
alter table brigade.omissions drop constraint omissions_reason_check;
alter table brigade.omissions
    add constraint omissions_reason_check check (reason in ('off', 'forbidden', 'withdrawn', 'unreachable',
        'unsupported', 'gone', 'private', 'unproved', 'unmapped', 'cancelled', 'left out'));

insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace
  and p.proname in ('import', 'source_of', 'keep_in_step', 'imports_to_verify')
on conflict (function) do nothing;
