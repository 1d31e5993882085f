-- Places: storages that hosts have of their own. Until now all hosts shared one, which is the place shared.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname in ('claim', 'hello', 'next_due', 'next_turns',
    'runs_in_turn', 'workers_beside', 'start_again', 'workers_active')
on conflict (function) do nothing;

create table brigade.places (
    id bigint generated always as identity primary key,
    name text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    storage_key uuid not null unique default gen_random_uuid(),
    storage text,
    settled_at timestamptz,
    made_at timestamptz not null default clock_timestamp(),
    lost_at timestamptz
);
create unique index places_name on brigade.places (name) where lost_at is null;
insert into brigade.places (name) values ('shared');

-- Where the files of each project are. Where nobody has written it down, whoever takes the next job does.
create table brigade.project_places (
    project_id bigint primary key references forge.projects (id) on delete cascade,
    place_id bigint not null references brigade.places (id)
);
create index project_places_place on brigade.project_places (place_id);
insert into brigade.project_places (project_id, place_id)
select p.id, s.id from forge.projects p cross join brigade.places s;

alter table brigade.worker_sessions rename column place to process_space;
alter table brigade.worker_sessions add column place_id bigint references brigade.places (id);
create index worker_sessions_place on brigade.worker_sessions (place_id);

-- A list of turns for each place.
delete from brigade.turns;
alter table brigade.turns drop column kept;
alter table brigade.turns add column place_id bigint primary key;
