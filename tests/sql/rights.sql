-- Who may what. The whole matrix (rights.expected) and what it is for: statements that must fail, and two tenants who
-- see nothing of each other. After a change that is meant: WRITE_EXPECTED=1 tests/sql/run rights, and read the
-- difference.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

create role t_nobody;
create role t_ann in role brigade_requester;
create role t_team in role brigade_requester;
create role t_tom in role t_team;
create role t_pool noinherit in role t_ann, t_team;
create role t_viewer in role brigade_viewer, t_team, brigade_requester;
create role t_looker in role brigade_viewer;
create role t_worker in role brigade_worker;
create role t_admin in role brigade_admin;
create temp table who (place integer, letter text, role name);
insert into who values (1, 'nobody', 't_nobody'), (2, 'worker', 'brigade_worker'),
    (3, 'requester', 'brigade_requester'),
                       (4, 'viewer', 'brigade_viewer'), (5, 'admin', 'brigade_admin');

-- One line for each object: what each role may, column by column where it is not the whole table.
create temp view matrix as
select 1 as kind, n.nspname::text as name, 'schema ' || n.nspname as object,
       (select string_agg(w.letter || ': ' || v.verb, '; ' order by w.place, v.verb)
        from who w, (values ('usage'), ('create')) v(verb) where has_schema_privilege(w.role, n.oid, v.verb)) as rights
from pg_namespace n where n.nspname in ('brigade', 'forge')
union all
select 2, c.oid::regclass::text, case c.relkind when 'v' then 'view ' else 'table ' end || c.oid::regclass::text
       || case when c.relkind = 'v' then coalesce(' (' || array_to_string(c.reloptions, ', ') || ')', ' (as its owner)')
               when not c.relrowsecurity then ' (no row security)'
               when not exists (select from pg_policy p where p.polrelid = c.oid) then ' (no row)' else '' end,
       (select string_agg(w.letter || ': ' || v.verbs, '; ' order by w.place)
        from who w
        cross join lateral (
            select string_agg(case when has_table_privilege(w.role, c.oid, x.verb) then x.verb
                                   else x.verb || ' (' || array_to_string(x.columns, ', ') || ')' end, ', '
                                       order by x.place) as verbs
            from (select u.verb, u.place, (
                    select array_agg(a.attname order by a.attnum) from pg_attribute a
                    where u.place <= 4 and a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                      and has_column_privilege(w.role, c.oid, a.attnum,
                          case when u.place <= 4 then u.verb else 'select' end)) as columns
                  from (values (1, 'select'), (2, 'insert'), (3, 'update'), (4, 'references'), (5, 'delete'),
                      (6, 'truncate'), (7, 'trigger')) u(place, verb)) x
            where has_table_privilege(w.role, c.oid, x.verb) or x.columns is not null) v
        where v.verbs is not null)
from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace in ('brigade'::regnamespace,
    'forge'::regnamespace)
union all
select 3, c.oid::regclass::text, 'sequence ' || c.oid::regclass::text,
       (select string_agg(w.letter || ': ' || v.verb, '; ' order by w.place, v.verb)
        from who w, (values ('usage'), ('select'), ('update')) v(verb)
            where has_sequence_privilege(w.role, c.oid, v.verb))
from pg_class c where c.relkind = 'S' and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
union all
select 4, p.pronamespace::regnamespace || '.' || p.proname, 'function ' || p.pronamespace::regnamespace || '.'
    || p.proname
       || case when p.prosecdef then ' (as its owner)' else '' end,
       (select string_agg(w.letter, ', ' order by w.place) from who w
           where has_function_privilege(w.role, p.oid, 'execute'))
from pg_proc p where p.pronamespace in ('brigade'::regnamespace, 'forge'::regnamespace);
\getenv write WRITE_EXPECTED
\if :{?write}
\o tests/sql/rights.expected
select object || coalesce(': ' || rights, '') from matrix order by kind, name collate "C";
\o
\endif
\set expected `cat tests/sql/rights.expected`
create temp view unexpected as
select m.* from (select object || coalesce(': ' || rights, '') as line from matrix) m;
create temp table expected as select line from string_to_table(:'expected', E'\n') line;
select is_empty($$ select line from unexpected except select line from expected $$,
    'nobody may more, or anything else, than tests/sql/rights.expected says');
select is_empty($$ select line from expected except select line from unexpected $$, 'nor less');
select is_empty($$ select object from matrix where rights like '%nobody%' $$,
    'a role that was granted nothing may nothing');
select is_empty($$ select object from matrix where rights like '%worker%' and object !~ '^(function|schema)' $$,
    'workers may call functions and nothing else');
select is_empty($$ select object from matrix where object ~ '^table' and object like '%(no row security)' $$,
    'every table has row security');
select is_empty($$ select object from matrix where object ~ '^view' and object !~ '[(, ]security_invoker=true[),]' $$,
    'every view looks with the eyes of who asks');
select is_empty($$ select object from matrix where rights ~ 'viewer: [^;]*(insert|update|delete)' $$,
    'viewers write nothing');
select is_empty($$ select polname from pg_policy where pg_get_expr(polqual, polrelid) ~ 'current_setting' $$,
    'no rule asks a setting, which anybody can set');
select is_empty($$ select p.proname from pg_proc p where p.pronamespace in ('brigade'::regnamespace,
    'forge'::regnamespace) and p.prosecdef
    and p.prosrc ~ '\mcurrent_user\M' $$, 'what runs as its owner does not ask who current_user is');

-- What a role gets for a statement: the first column of its first row, or the SQLSTATE that it was refused with.
create function pg_temp.as_role(role name, statement text) returns text language plpgsql as $$
declare
    got text;
begin
    perform set_config('role', role, true);
    begin
        if statement ~ '^ *(select|insert .* returning|update .* returning)' then
            execute statement into got;
        else
            execute statement;
        end if;
        perform set_config('role', 'none', true);
        return got;
    exception when others then
        perform set_config('role', 'none', true);
        return 'refused ' || sqlstate;
    end;
end $$;
create function pg_temp.says(role name, statement text) returns text language plpgsql as $$
begin
    perform set_config('role', role, true);
    execute statement;
    return null;
exception when others then
    return sqlerrm;
end $$;

-- Two tenants, the same repository.
select brigade.add_credential('shared', 'access_token'), brigade.add_credential('anns', 'access_token'),
       brigade.add_credential('teams', 'access_token') \g /dev/null
update brigade.credentials set created_by = case name when 'anns' then 't_ann' when 'teams' then 't_team'
    else created_by end;
create temp table imports (of text, id bigint);
insert into imports values
    ('ann', pg_temp.as_role('t_ann', $$ insert into brigade.imports (source, credential)
        values ('acme/widgets', 'anns') returning id $$)::bigint),
    ('team', pg_temp.as_role('t_team', $$ select brigade.import('acme/widgets', 'teams') $$)::bigint);
grant select on imports to public;
select t.put_project(id) from imports \g /dev/null
select t.put_user(id, '{same}') from imports \g /dev/null
select forge.put_merge_requests(id, jsonb_build_array(t.merge_request(1))) from imports \g /dev/null
select forge.put_notes(id, jsonb_build_array(t.note(1))) from imports \g /dev/null
insert into brigade.failures (run_id, stage, key, class, message, attempts, first_at, last_at)
select id, 'pull_requests', '1', 'item', of, 1, now(), now() from imports;
insert into brigade.meters (run_id, worker, minute, jobs) select id, of, now(), 1 from imports;
insert into brigade.worker_sessions (worker, host, pid, version, run_id, doing) select of, 'h', 1, '1', id, of
    from imports;
insert into brigade.budgets (identity, requests_per_hour) values ('anns', 2), ('teams', 2);

select is((select array_agg(requested_by order by id) from brigade.imports), '{t_ann,t_team}'::name[],
    'an import is that of the role that inserted the row, or called brigade.import');
select is((select array_agg(by_role order by id) from brigade.events where event = 'queued'), '{t_ann,t_team}'::name[],
    'and so is the event');
select is((select count(*)::integer from forge.projects), 2, 'the same repository is a row each');

-- Every table and view: what one tenant sees has nothing of the other's, and something of its own.
create temp table seen as
select m.name, w.role, pg_temp.as_role(w.role, format('select coalesce(string_agg(x::text, %L), %L) from %s x', E'\n',
    '', m.name)) as rows
from matrix m, (values ('t_ann'), ('t_team')) w(role)
where m.kind = 2 and m.name not in ('brigade.pipelines', 'brigade.stages', 'brigade.things', 'brigade.migrations',
    'brigade.installed_objects', 'brigade.seal_keys',
    'brigade.sealed_secrets');
select is_empty($$ select name, role, rows from seen where rows like 'refused%' $$,
    'requesters may read every table and view');
select is_empty($$ select name, role from seen where role = 't_ann' and rows ~ '\m(t_team|teams|team)\M'
    or role = 't_team' and rows ~ '\m(t_ann|anns|ann)\M' $$,
    'no table or view shows a name of the other tenant');
select is_empty($$ select s.name, s.role from seen s
    where (select count(*) from string_to_table(s.rows, E'\n') r where r <> '')
        > (select count(*)
            from string_to_table((select a.rows
            from (select m.name,
            pg_temp.as_role('t_admin', format('select coalesce(string_agg(x::text, %L), %L) from %s x', E'\n', '',
            m.name)) as rows
                                                          from matrix m where m.kind = 2) a where a.name = s.name),
                                                              E'\n') r where r <> '') $$,
    'nobody sees more than an administrator');
select set_eq($$ select name from seen where role = 't_ann' and rows <> '' $$, $$ select name from seen
    where role = 't_team' and rows <> '' $$, 'both see the same kinds of things');
select ok((select count(*) from seen where role = 't_ann' and rows <> '') > 12, 'and they do see something');
select is(pg_temp.as_role('t_ann', 'select count(*) from ' || name), '1', 'one of two in ' || name)
from unnest('{brigade.imports,brigade.progress,brigade.failures,brigade.workers,brigade.credentials,
    brigade.rate_limits,forge.projects,forge.users,forge.merge_requests,forge.notes}'::text[]) name;
select is(pg_temp.as_role('t_admin', 'select count(*) from ' || name), '2', 'an administrator sees both in ' || name)
from unnest('{brigade.imports,brigade.progress,brigade.failures,brigade.workers,forge.projects,forge.notes}'::text[])
    name;
select is(pg_temp.as_role('t_tom', 'select max(requested_by) from brigade.imports'), 't_team',
    'a member of a team sees what is the team''s');
-- A viewer sees the imports of all, and is told that nothing is hidden. A requester is told how much is.
select is(pg_temp.as_role(role, 'select count(*) from ' || name), '2', role || ' sees both in ' || name)
from unnest('{t_looker,t_viewer}'::name[]) role,
     unnest('{brigade.imports,brigade.progress,brigade.failures,brigade.workers,brigade.rate_limits,forge.projects,
        forge.users,forge.merge_requests,forge.notes}'::text[]) name;
select is(pg_temp.as_role(role, 'select brigade.hidden_runs()'), hidden, role || ' is told that so many are hidden')
from (values ('t_looker', '0'), ('t_viewer', '0'), ('t_admin', '0'), ('t_ann', '1'), ('t_tom', '1')) v(role, hidden);
select is(pg_temp.as_role('t_ann', 'select brigade.hidden_note()'),
    '1 import or export of other roles is not shown: grant brigade_viewer to t_ann to see all',
    'in a sentence that says what to do');
select is(pg_temp.as_role('t_looker', 'select brigade.hidden_note()'), null, 'who sees all reads no such sentence');
select matches(pg_temp.as_role('t_ann', 'select brigade.dashboard()'), '1 import or export of other roles is not shown',
    'the page says it');
select matches(pg_temp.as_role('t_ann',
    'select brigade.dashboard()'), 'Everything asked for was there. \(Of what this role sees.\)',
    'and no line of it says that all is well beyond that');
select matches(pg_temp.as_role('t_ann', 'select brigade.metrics()'), e'\nbrigade_hidden_imports 1\n',
    'so do the figures for alarms');
select doesnt_match(pg_temp.as_role('t_looker', 'select brigade.dashboard()'), 'not shown|this role sees',
    'the page of a viewer is of all');
select is(pg_temp.as_role('t_pool', 'select count(*) from brigade.imports'), 'refused 42501',
    'a login of a pool that inherits nothing sees nothing until it sets its role');
select is(pg_temp.as_role('t_worker', 'select count(*) from brigade.imports'), 'refused 42501',
    'a worker reads no table');
select is(pg_temp.as_role('t_worker', $$ select count(*) from brigade.claim('w', t.kinds(), 950, 57) $$),
    'refused 42501', 'rights of one schema are none in another (the helper''s)');
grant usage on schema t to t_worker;
select is(pg_temp.as_role('t_worker', $$ select count(*) > 0 from brigade.claim('w', t.kinds(), 950, 57) $$), 'true',
    'a worker claims, whosever import it is');
-- A role that is gone takes nothing with it, and nothing breaks.
create role t_gone in role brigade_requester;
select pg_temp.as_role('t_gone', $$ insert into brigade.imports (source) values ('acme/gone') returning id $$)
    \g /dev/null
drop role t_gone;
select is(pg_temp.as_role('t_ann', 'select count(*) from brigade.imports'), '1',
    'the import of a role that is gone is in nobody''s way');
select is(pg_temp.as_role('t_admin', 'select count(*) from brigade.imports'), '3',
    'and an administrator still sees it');

-- A cheap function in the condition sees no row that its caller does not.
create function pg_temp.leak(anything text) returns boolean language plpgsql cost 0.0000001 as $$
begin
    if anything ~ '\mt_?team\M' or anything = 'teams' then raise exception 'leaked' using errcode = 'P1111'; end if;
    return true;
end $$;
grant execute on function pg_temp.leak(text) to public;
select isnt(pg_temp.as_role('t_ann', format('select count(*) from %s where pg_temp.leak(%s::text)', name, what)),
    'refused P1111', 'no leak by a condition: ' || name)
from (values ('brigade.imports', 'requested_by'), ('brigade.credentials', 'name'), ('forge.projects', 'owner'),
    ('forge.users', 'owner'),
             ('brigade.progress', 'credential'), ('brigade.rate_limits', 'credential'), ('brigade.events', 'by_role'),
                 ('brigade.history', 'by_role'),
             ('brigade.failures', 'message'), ('brigade.workers', 'doing')) v(name, what);
select isnt(pg_temp.as_role('t_admin', 'select count(*) from brigade.imports where pg_temp.leak(requested_by::text)'),
    't', 'the probe does find what may be seen');

-- Commands.
select is(pg_temp.as_role('t_ann', format('select brigade.%s(%s)', verb, id)), 'refused P0002',
    verb || ' of another tenant''s import: there is no such import')
from unnest('{pause,resume,cancel,retry,forget}'::text[]) verb, imports where of = 'team';
select is(pg_temp.says('t_ann', 'select brigade.pause(' || id || ')'), 'there is no run ' || id,
    'in the words for one that is not there') from imports where of = 'team';
select is(pg_temp.as_role('t_ann', format('select count(*) from brigade.estimate(%s)', id)), '0',
    'no estimate of another''s') from imports where of = 'team';
select is(pg_temp.as_role('t_ann', 'select brigade.pause(' || id || ')'), 'paused', 'one''s own is paused')
    from imports where of = 'ann';
select is((select by_role from brigade.events where event = 'paused'), 't_ann', 'and it is written down who did');
select matches(pg_temp.says('t_ann', 'select brigade.set_priority(' || id || ', 1)'),
    'only an administrator may give it', 'a priority that goes before others'' is not a requester''s to give')
from imports where of = 'ann';
select is(pg_temp.as_role('t_ann', 'select brigade.resume(' || id || ')'), 'running', 'and goes on') from imports
    where of = 'ann';
select is(pg_temp.as_role('t_tom', 'select brigade.cancel(' || id || ')'), 'cancelled', 'a member cancels the team''s')
    from imports where of = 'team';
select is(pg_temp.as_role('t_admin', 'select brigade.pause(' || id || ')'), 'paused', 'an administrator may with all')
    from imports where of = 'ann';
select is(pg_temp.as_role('t_viewer', format('select brigade.pause(%s)', id)), 'refused P0002',
    'a viewer who is a requester pauses nothing of others') from imports where of = 'ann';
select is(pg_temp.as_role('t_viewer', $$ update forge.users set mapped_to = 'a' where owner = 't_ann'
    returning mapped_to $$), null, 'and maps nobody of theirs');
select is(pg_temp.as_role('t_viewer', $$ insert into forge.destinations (user_id, target, login)
    select id, 'forgejo', 'x' from forge.users where owner = 't_ann' returning login $$), 'refused 42501',
    'nor says who they are elsewhere');
select is(pg_temp.as_role('t_ann', $$ update forge.users set mapped_to = 'a' returning mapped_to $$), 'a',
    'people are mapped by their tenant');
select is((select count(*)::integer from forge.users where mapped_to is not null), 1, 'and by nobody else');
select is(pg_temp.as_role('t_admin', $$ insert into brigade.imports (source, requested_by, priority)
    values ('acme/x', 't_ann', 5) returning requested_by $$), 't_ann', 'an administrator may ask for another');

-- Credentials: a name that one may not use is one that does not exist.
select is(pg_temp.as_role('t_ann',
    format('insert into brigade.imports (source, credential) values (%L, %L) returning id', 'acme/y', name)),
    'refused 23503', 'not with credential ' || name)
from unnest('{teams,shared,none}'::text[]) name;
select is(pg_temp.as_role('t_ann', $$ insert into brigade.imports (source, credentials)
    values ('acme/y', '{anns,teams}') returning id $$), 'refused 23503', 'nor as one of several');
select is(pg_temp.as_role('t_ann', $$ select brigade.share_credential('teams', 't_ann') $$), 'refused P0002',
    'nor by sharing it with oneself');
select is(pg_temp.as_role('t_team', $$ select brigade.share_credential('teams', 't_ann') $$), '',
    'who added it may share it');
select is(pg_temp.as_role('t_ann', $$ insert into brigade.imports (source, credential) values ('acme/z', 'teams')
    returning credential $$), 'teams', 'then it may be used');
select is(pg_temp.as_role('t_ann', $$ select brigade.share_credential('teams', 't_tom') $$), 'refused P0002',
    'but not passed on');
select is(pg_temp.as_role('t_team', $$ select brigade.share_credential('teams', 't_ann', false) $$), '',
    'it is taken back');
select is(pg_temp.as_role('t_ann', $$ insert into brigade.imports (source, credential) values ('acme/q', 'teams')
    returning id $$), 'refused 23503', 'and refused again');
select is(pg_temp.as_role('t_admin', $$ select brigade.share_credential('shared', 'brigade_requester') $$), '',
    'an administrator shares with everybody');
select is(pg_temp.as_role('t_ann', $$ insert into brigade.imports (source, credential) values ('acme/w', 'shared')
    returning credential $$), 'shared', 'who may then use it');

-- What must fail, as each role.
create temp table forbidden (role name, statement text);
insert into forbidden
select r.role, s.statement
from unnest('{t_nobody,t_worker,t_looker,t_ann}'::name[]) r(role),
     unnest(array[
        $$ insert into brigade.imports (source, requested_by) values ('acme/f', 't_team') $$,
        $$ insert into brigade.imports (source, parent_id) values ('acme/f', 1) $$,
        $$ insert into brigade.imports (source, state) values ('acme/f', 'finished') $$,
        $$ insert into brigade.imports (source, project_id) values ('acme/f', 1) $$,
        $$ insert into brigade.imports (id, source) overriding system value values (99, 'acme/f') $$,
        $$ update brigade.imports set state = 'paused' $$, $$ update brigade.imports set requested_by = current_user $$,
        $$ delete from brigade.imports $$, $$ truncate brigade.runs cascade $$, $$ select from brigade.imports
            for update $$,
        $$ update brigade.jobs set state = 'done' $$, $$ delete
            from brigade.jobs $$, $$ insert into brigade.jobs (run_id, stage, kind, key)
            values (1, 'users', 'a', 'b') $$,
        $$ insert into brigade.events (run_id, subject, event) values (1, 'import', 'finished') $$, $$ delete
            from brigade.events $$, $$ update brigade.events set by_role = 'me' $$,
        $$ insert into brigade.credentials (name, kind)
            values ('mine', 'access_token') $$, $$ update brigade.credentials set created_by = current_user $$,
        $$ insert into brigade.credential_users (credential, role) values ('teams', current_user) $$, $$ delete
            from brigade.credentials $$,
        $$ update brigade.stages set batch = 1 $$, $$ insert into brigade.migrations (name)
            values ('999_x') $$, $$ update brigade.budgets set requests_per_hour = 1000000 $$,
        $$ delete from brigade.request_counts $$, $$ delete from brigade.failures $$, $$ delete
            from brigade.omissions $$, $$ update brigade.run_stages set pending = 0 $$,
        $$ update brigade.worker_sessions set doing = 'x' $$, $$ delete from brigade.pages $$, $$ delete
            from brigade.tallies $$,
        $$ update forge.projects set owner = current_user $$, $$ delete from forge.projects $$, $$ update forge.users
            set owner = current_user $$,
        $$ update forge.users set display_name = 'x' $$, $$ update forge.notes set body = 'x' $$, $$ delete
            from forge.merge_requests $$,
        $$ insert into forge.labels (project_id, name, color, kind)
            values (1, 'a', 'b', 'c') $$, $$ update forge.merge_requests set title = 'x' $$,
        $$ create table brigade.mine (x integer) $$, $$ create function brigade.mine() returns integer
            language sql as 'select 1' $$, $$ create table forge.mine (x integer) $$,
        $$ drop table brigade.jobs $$, $$ alter table brigade.runs disable row level security $$, $$ drop policy
            tenants on brigade.runs $$,
        $$ create trigger mine before insert on brigade.runs for each row execute function
            brigade.runs_before_insert() $$,
        $$ create policy mine on brigade.runs using (true) $$, $$ alter function brigade.pause(bigint) security
            invoker $$, $$ comment on table brigade.runs is 'x' $$,
        $$ select brigade.advance(1) $$, $$ select brigade.close_run(1) $$, $$ select brigade.prune_events() $$,
        $$ select brigade.add_credential('mine', 'access_token') $$, $$ select brigade.remove_credential('teams') $$,
        $$ select brigade.open_stage(1, 'users') $$, $$ select brigade.enqueue(1, 'users', '[]') $$, $$
            select brigade.bury(1, 'users', '{1}') $$,
        $$ select brigade.lock_family(1) $$, $$ select brigade.run_command(1, '{queued}', 'x') $$, $$
            select brigade.follow_parent(1) $$,
        $$ select brigade.check_own(1) $$, $$ set row_security = off; select count(*) from brigade.imports $$,
        $$ copy brigade.imports to program 'true' $$, $$ copy brigade.jobs from '/etc/passwd' $$ ]) s(statement)
union all
select r.role, s.statement
from unnest('{t_nobody,t_looker,t_ann}'::name[]) r(role),
     unnest(array[
        $$ select brigade.claim('w', '{}', 1, 1) $$, $$ select brigade.finish('w', 1, 'users', null, '{}') $$, $$
            select brigade.extend('w', 1, null, '{1}', 'x') $$,
        $$ select brigade.block_credential('teams', 1, 'x') $$, $$ select brigade.book_requests('teams', 1,
            1) $$, $$ select brigade.return_requests('teams', 1) $$,
        $$ select brigade.put_children(1, '[]') $$, $$ select brigade.put_pages(1, '[]') $$, $$
            select forge.put_project(1, '[]') $$, $$ select forge.put_users(1, '[]') $$,
        $$ select forge.put_notes(1, '[]') $$, $$ select brigade.hello('w', 'h', 1, '1') $$, $$
            select brigade.goodbye('w') $$, $$ select brigade.committed_or_held(1, null, '{1}') $$,
        $$ select brigade.wanted_repositories(1, '[]') $$, $$ select forge.short_hashes(1, null, 1) $$ ]) s(statement)
union all
select r.role, s.statement
from unnest('{t_nobody,t_worker,t_looker}'::name[]) r(role),
     unnest(array[ $$ insert into brigade.imports (source)
         values ('acme/f') $$, $$ select brigade.import('acme/f') $$, $$ select brigade.pause(1) $$,
        $$ select brigade.cancel(1) $$, $$ select brigade.retry(1) $$, $$ select brigade.resume(1) $$, $$ update
            forge.users set mapped_to = 'x' $$,
        $$ select brigade.share_credential('teams', 't_nobody') $$ ]) s(statement)
union all
select r.role, s.statement
from unnest('{t_nobody,t_worker}'::name[]) r(role),
     unnest(array[ $$ select * from brigade.progress $$, $$ select * from brigade.failures $$, $$ select *
         from forge.notes $$, $$ select * from brigade.credentials $$,
        $$ select * from brigade.violations() $$, $$ select * from brigade.history $$, $$ select *
            from brigade.estimate(1) $$, $$ select * from brigade.jobs $$ ]) s(statement);
select cmp_ok((select count(*)::integer from forbidden), '>', 300, 'there are many');
select is_empty($$ select role, statement, got from (select f.*, pg_temp.as_role(f.role, f.statement) as got
    from forbidden f) g where got is distinct from 'refused 42501' $$,
    'each is refused for want of a right');
select is(pg_temp.as_role('t_ann', statement), 'refused 22023', 'refused to a requester:' || statement)
from unnest(array[$$ insert into brigade.imports (source, wiki_source)
    values ('acme/f', '/var/lib/brigade/repositories/1/code.git') $$,
    $$ insert into brigade.imports (source, wiki_source) values ('acme/f', 'https://evil.example/w.git') $$,
    $$ insert into brigade.imports (source, priority) values ('acme/f', 1) $$, $$ select brigade.import('acme/f',
        priority => 1) $$,
    $$ select brigade.import('acme/f', wiki_source => '/etc') $$, $$ select brigade.import('acme/../x') $$, $$
        select brigade.import('https://evil.example/acme/f') $$]) statement;
select is(pg_temp.as_role('brigade_requester', $$ insert into brigade.imports (source) values ('acme/f') $$),
    'refused 22023', 'the role that all requesters have asks for nothing itself');

select * from finish();
rollback;
