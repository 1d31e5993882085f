-- Bucket Brigade: install and upgrade, in one transaction. Safe to run twice, and while workers run.
begin;
set local client_min_messages = warning;
set local check_function_bodies = off; -- functions call each other in any order
set local search_path = pg_catalog, pg_temp;
set local lock_timeout = '10s';

do $$ begin
    if current_setting('server_encoding') <> 'UTF8' then
        raise exception using errcode = '55000',
            message = format('database %I is encoded in %s', current_database(), current_setting('server_encoding')),
            hint = 'Make one with: createdb --encoding UTF8 --template template0 NAME.';
    end if;
end $$;

-- Functions run as their owner, and see the tables of that one: an upgrade by another role, such as a superuser, is
-- made as the owner of the schemas.
do $$
declare
    owner name := (select pg_get_userbyid(n.nspowner) from pg_namespace n where n.nspname = 'brigade');
begin
    if owner <> current_user and pg_has_role(owner, 'member') then
        perform set_config('role', owner, true);
    end if;
end $$;

-- A schema of that name that somebody else made is not ours to fill: he would own what is brought over.
do $$
declare
    other record;
begin
    select n.nspname, pg_get_userbyid(n.nspowner) as owner into other from pg_namespace n
    where n.nspname in ('brigade', 'forge') and to_regclass('brigade.migrations') is null
      and (n.nspowner <> (select r.oid from pg_roles r where r.rolname = current_user)
           or exists (select from pg_class c where c.relnamespace = n.oid));
    if found then
        raise exception using errcode = '55000',
            message = format('there is a schema %s already, which belongs to %s and is not Bucket Brigade''s',
                other.nspname, other.owner),
            hint = 'Nothing was changed. Drop or rename it, install in another database, or install as its owner when '
                'it is empty.';
    end if;
end $$;

-- Two first installers at once: the second waits here, and then finds all made.
do $$ begin
    create schema if not exists brigade;
exception when unique_violation then null;
end $$;
comment on schema brigade is
$$Bucket Brigade: the engine, and the interface to it. Start with: select * from brigade.progress$$;
do $$ begin
    create schema if not exists forge;
exception when unique_violation then null;
end $$;
comment on schema forge is 'Bucket Brigade: what was brought over from Bitbucket Cloud';

create table if not exists brigade.migrations (
    name text primary key,
    applied_at timestamptz not null default now()
);
-- One installer at a time. A table of the owner's, because anybody may hold an advisory lock.
lock table brigade.migrations in share row exclusive mode;

do $$
declare
    unknown text := (select max(m.name) from brigade.migrations m where m.name <> all ('{@MIGRATIONS@}'));
    tables text := (
        select string_agg(format('%s', c.oid::regclass), ', ' order by c.oid) from pg_class c
        where c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and c.relkind in ('r', 'p')
          and pg_get_userbyid(c.relowner) = current_user);
    patience interval := current_setting('lock_timeout')::interval;
begin
    if unknown is not null then
        raise exception using errcode = 'BR003',
            message = format('the database has schema %s, which this program does not know: it is older than the '
                'schema', unknown),
            hint = 'Nothing was changed. Install the new version of the program on this host.';
    end if;
    -- What a migration changes, workers use. An installer that waits for a table while it has others makes deadlocks
    -- with them. Therefore it takes all tables in one moment at which nobody has any. When no such moment comes, it
    -- takes imports, which each transaction of workers looks at early: who has looked is waited for, who comes waits.
    if exists (select from brigade.migrations) and exists (
        select from unnest('{@MIGRATIONS@}'::text[]) n(name)
            where n.name not in (select m.name from brigade.migrations m)) then
        loop
            begin
                execute format('lock table %s in access exclusive mode nowait', tables);
                exit;
            exception when lock_not_available then
                exit when clock_timestamp() > now() + patience / 2;
            end;
            perform pg_sleep(0.01);
        end loop;
        execute format('lock table %s in access exclusive mode',
            coalesce(to_regclass('brigade.runs'), to_regclass('brigade.imports')));
    end if;
end $$;
