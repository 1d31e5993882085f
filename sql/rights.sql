
-- Who may what. One table of rules for each kind of object; the first rule that fits a name counts, and what no rule
-- names only the owner may use. tests/sql/rights.sql holds what comes of it against tests/sql/rights.expected.

-- The owner is who installs. The other roles belong to the cluster: made when the installer may (`brigade install` says
-- when it may not), never dropped.
do $$
declare
    role name;
    present text := current_setting('role');
begin
    perform set_config('role', 'none', true); -- who installs may make them, even when the owner of the schemas may not
    foreach role in array array['brigade_worker', 'brigade_requester', 'brigade_viewer', 'brigade_admin'] loop
        continue when exists (select from pg_roles r where r.rolname = role);
        begin
            execute format('create role %I nologin', role);
        exception
            when insufficient_privilege then null;
            when duplicate_object or unique_violation then null; -- another database's installer was faster
        end;
    end loop;
    perform set_config('role', present, true);
end $$;

create temp table who (role name, letter text) on commit drop;
insert into who
select r.rolname, w.letter
from (values ('brigade_worker', 'w'), ('brigade_requester', 'r'), ('brigade_viewer', 'v'), ('brigade_admin', 'a'))
    w(role, letter)
join pg_roles r on r.rolname = w.role;

-- Functions: the folder says who calls (sql/README). sql/assemble has written the table function_folders.
-- as_owner: the function may do what its caller may not. Therefore it checks who calls (brigade.check_own), or it is
-- for workers, which are trusted with all imports. The others see what their caller may see.
create temp table function_rules (place integer generated always as identity, folder text, name text, may text,
    as_owner boolean) on commit drop;
insert into function_rules (folder, name, may, as_owner) values
-- The exceptions from the rules below.
('people', 'credential_states|seal_key', 'ra', false),
('dashboard', 'workers_active|held_up', 'rva', true),
('everyone', 'applied_migrations|sequences_behind|check_place|worker_traces', 'wrva', true),
('sides', 'forget|audit|audit_share', 'ra', true),
('questions', 'hidden_runs', 'rva', true),
-- Doctor asks who is in the way of workers.
('questions', 'lock_holders', 'wrva', false),
-- Row security lets no index of words be used: the function asks by itself whose projects they are.
('questions', 'search|search_source', 'rva', true),
('sides', 'search_in', 'a', true),
('trigger', 'runs_after_insert|runs_note_credentials|note_removal|void_proof', '', true),
-- The rules. The folders trigger and internal have none: nobody calls what is in them.
('worker|store', '.*', 'w', true),
('governor', '.*', 'wa', true),
('people', '.*', 'ra', true),
('sides', '.*', 'ra', false),
('admin', '.*', 'a', true),
('questions|violations|dashboard', '.*', 'rva', false),
('everyone', '.*', 'wrva', false);

-- Tables: who sees a row, by the column that says whose it is. No rule: nobody but the owner.
create temp table table_rules (place integer generated always as identity, name text, owner_column name, visible text)
    on commit drop;
insert into table_rules (name, owner_column, visible) values
('brigade\.(pipelines|stages|things|places|migrations|installed_objects|seal_keys|requester_limits)', null, 'true'),
('brigade\.(target_options|loss_kinds|parts)', null, 'true'),
('forge\.search_settings', null, 'true'),
('brigade\.withdrawals', null, 'true'),
('brigade\.turns', null, '(select brigade.sees_all(current_user))'),
('brigade\.credential_uses', 'run_id', 'run_id in (select i.id from brigade.runs i)'),
('brigade\.sealed_secrets', 'credential', 'credential in (select c.name from brigade.credentials c)'),
('brigade\.runs', 'requested_by',
 'requested_by = any ((select brigade.own_roles(current_user))::name[])
  or (select brigade.looks_at_all(current_user))'),
('brigade\.credentials', 'created_by',
 'created_by = any ((select brigade.own_roles(current_user))::name[])
  or (select brigade.looks_at_all(current_user))
  or name in (select u.credential from brigade.credential_users u
              where u.role in (select r.rolname from pg_catalog.pg_roles r where pg_has_role(r.oid, ''usage'')))'),
('brigade\.credential_users', 'role',
 '(select brigade.looks_at_all(current_user))
  or role in (select r.rolname from pg_catalog.pg_roles r where pg_has_role(r.oid, ''usage''))'),
('brigade\.(budgets|request_counts)', 'identity',
 'identity = '''' or identity in (select c.identity from brigade.credentials c)'),
('brigade\.worker_sessions', 'run_id',
 'run_id in (select i.id from brigade.runs i) or (select brigade.looks_at_all(current_user))'),
('brigade\.schedules', 'requested_by',
 'requested_by = any ((select brigade.own_roles(current_user))::name[])
  or (select brigade.looks_at_all(current_user))'),
('brigade\.(cursors|audits|project_places|removals)', 'project_id',
 'project_id in (select p.id from forge.projects p)'),
('brigade\.\w+', 'run_id', 'run_id in (select i.id from brigade.runs i)'),
('brigade\.\w+', 'export_id', 'export_id in (select i.id from brigade.runs i)'),
('forge\.\w+', 'owner',
 'owner = any ((select brigade.own_roles(current_user))::name[]) or (select brigade.looks_at_all(current_user))'),
('forge\.\w+', 'project_id', 'project_id in (select p.id from forge.projects p)'),
('forge\.\w+', 'user_id', 'user_id in (select u.id from forge.users u)');

-- What may be written without a function, column by column; and read, of a table that is not read whole.
create temp table column_rules (name text, verb text, may text, columns text[]) on commit drop;
insert into column_rules values
('brigade.imports', 'insert', 'ra',
 '{source,credential,credentials,include,exclude,issues_export,wiki_source,priority,comments,tasks,resolutions,
  mode,level,since,parts}'),
('brigade.exports', 'insert', 'ra', '{source,project_id,target,options,credential,priority}'),
('brigade.imports', 'insert', 'a', '{requested_by}'),
('brigade.exports', 'insert', 'a', '{requested_by}'),
-- Whoever inserts into the two views inserts into this table.
('brigade.runs', 'insert', 'ra',
 '{source,credential,credentials,include,exclude,issues_export,wiki_source,priority,comments,tasks,resolutions,
 mode,level,since,parts,project_id,target,options}'),
('brigade.runs', 'insert', 'a', '{requested_by}'),
('brigade.sealed_secrets', 'select', 'ra',
 '{credential,key_id,sealed_at,renew_at,expires_at,scopes,refusal,refusal_is_final,purged_at}'),
('brigade.stages', 'update', 'a', '{batch,lease,max_attempts,backoff}'),
('forge.users', 'update', 'ra', '{mapped_to}'),
('forge.destinations', 'insert', 'ra', '{user_id,target,login,email,remote_id}'),
('forge.destinations', 'update', 'ra', '{login,email,remote_id}');

-- Rows of the tables that are written without a function: whoever looks at all does not write all.
create temp table write_rules (name text, writable text) on commit drop;
insert into write_rules values
('brigade.stages', 'true'),
('brigade.runs',
 'requested_by = any ((select brigade.own_roles(current_user))::name[]) or (select brigade.sees_all(current_user))'),
('forge.users',
 'owner = any ((select brigade.own_roles(current_user))::name[]) or (select brigade.sees_all(current_user))'),
('forge.destinations',
 'user_id in (select u.id from forge.users u
              where u.owner = any ((select brigade.own_roles(current_user))::name[])
                 or (select brigade.sees_all(current_user)))');

-- Columns of words that are ours alone, which the engine's plans need to know. PostgreSQL gathers statistics of these,
-- of numbers and of truth values. contrib/doc/security says what they tell about other tenants.
create temp table statistics_kept (name text, columns text) on commit drop;
insert into statistics_kept values
('brigade\.\w+', 'state|stage|pipeline|kind|thing|event|subject|class|reason|verdict'),
('forge\.(merge_requests|issues|tasks)', 'state'),
('forge\.(refs|repositories|refused_refs|merge_request_events)', 'kind'),
('forge\.notes', 'noteable_type');

do $$
declare
    object record;
    everybody text := (select string_agg(quote_ident(w.role), ', ') from who w);
    names text;
begin
    revoke all on all functions in schema brigade, forge from public;
    if everybody is not null then
        execute format('revoke all on all functions in schema brigade, forge from %s', everybody);
        execute format('revoke all on all tables in schema brigade, forge from %s', everybody);
        execute format('grant usage on schema brigade, forge to %s', everybody);
    end if;

    for object in
        select p.oid::regprocedure as name, r.may, coalesce(r.as_owner, false) as as_owner, p.prosecdef,
               p.prorettype = 'trigger'::regtype as is_trigger
        from pg_proc p
        left join function_folders f on f.name = p.proname
        left join lateral (
            select r.* from function_rules r
            where f.folder ~ format('^(%s)$', r.folder) and p.proname ~ format('^(%s)$', r.name)
            order by r.place limit 1) r on true
        where p.pronamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
        order by p.pronamespace::regnamespace::text, p.proname
    loop
        if object.as_owner <> object.prosecdef then
            execute format('alter function %s security %s', object.name,
                case when object.as_owner then 'definer' else 'invoker' end);
        end if;
        names := (select string_agg(quote_ident(w.role), ', ') from who w where strpos(object.may, w.letter) > 0);
        if names is not null then
            execute format('grant execute on function %s to %s', object.name, names);
        end if;
    end loop;

    -- Row security. Who owns the tables, as the functions of workers do, is not subject to it: nothing is slower for
    -- them.
    for object in
        select c.oid::regclass as name, c.relrowsecurity, r.visible, w.writable,
               (select string_agg(quote_ident(w.role), ', ') from who w where w.letter in ('r', 'v', 'a')
                   and r.visible is not null
                  and not exists (select from column_rules k where k.name = c.oid::regclass::text
                      and k.verb = 'select')) as names,
               exists (select from pg_policy y where y.polrelid = c.oid and y.polname = 'tenants') as has_policy,
               -- The rule is kept as the policy's comment: one that changed is made anew, others are left alone.
               (select obj_description(y.oid, 'pg_policy') from pg_policy y
                where y.polrelid = c.oid and y.polname = 'tenants' and y.polcmd = 'r') as present,
               (select obj_description(y.oid, 'pg_policy') from pg_policy y
                where y.polrelid = c.oid and y.polname = 'writers') as present_writable
        from pg_class c
        left join write_rules w on w.name = c.oid::regclass::text
        left join lateral (
            select r.* from table_rules r
            where format('%s.%s', c.relnamespace::regnamespace, c.relname) ~ format('^(%s)$', r.name)
              and (r.owner_column is null or exists (
                    select from pg_attribute a where a.attrelid = c.oid and a.attname = r.owner_column
                        and not a.attisdropped))
            order by r.place limit 1) r on true
        where c.relkind in ('r', 'p') and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
        order by c.relnamespace::regnamespace::text, c.relname
    loop
        if not object.relrowsecurity then
            execute format('alter table %s enable row level security', object.name);
        end if;
        if object.present is distinct from object.visible then
            if object.has_policy then
                execute format('drop policy tenants on %s', object.name);
            end if;
            if object.visible is not null then
                execute format('create policy tenants on %s for select using (%s)', object.name, object.visible);
                execute format('comment on policy tenants on %s is %L', object.name, object.visible);
            end if;
        end if;
        if object.present_writable is distinct from object.writable then
            if object.present_writable is not null then
                execute format('drop policy writers on %s', object.name);
            end if;
            if object.writable is not null then
                execute format('create policy writers on %s using (%s)', object.name, object.writable);
                execute format('comment on policy writers on %s is %L', object.name, object.writable);
            end if;
        end if;
        if object.names is not null then
            execute format('grant select on %s to %s', object.name, object.names);
        end if;
    end loop;

    -- The planner's estimates are made for all rows, whoever asks, so EXPLAIN would tell what stands in other tenants'
    -- columns, letter by letter. Of columns that hold texts, times or documents of tenants there are no statistics.
    for object in
        select a.attrelid, a.attrelid::regclass as name, a.attnum, a.attname, c.relkind,
               coalesce(a.attstattarget, -1) as target
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        left join pg_index x on x.indexrelid = c.oid
        join pg_policy y on y.polrelid = coalesce(x.indrelid, c.oid) and y.polname = 'tenants'
            and obj_description(y.oid, 'pg_policy') <> 'true'
        join pg_type t on t.oid = a.atttypid
        where c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and a.attnum > 0
          and not a.attisdropped and t.typcategory not in ('N', 'B')
          and (c.relkind in ('r', 'p') or x.indexprs is not null and x.indkey[a.attnum - 1] = 0)
          and not exists (select from statistics_kept k
                          where y.polrelid::regclass::text ~ format('^(%s)$', k.name)
                            and a.attname ~ format('^(%s)$', k.columns))
        order by c.relnamespace::regnamespace::text, c.relname, a.attnum
    loop
        continue when object.target = 0;
        if object.relkind = 'i' then
            execute format('alter index %s alter column %s set statistics 0', object.name, object.attnum);
        else
            execute format('alter table %s alter column %I set statistics 0', object.name, object.attname);
        end if;
        -- What an older version gathered: only a superuser may take that away.
        if (select r.rolsuper from pg_roles r where r.rolname = current_user) then
            delete from pg_statistic s where s.starelid = object.attrelid and s.staattnum = object.attnum;
        end if;
    end loop;

    -- Views look with the eyes of who asks: the rule of the tables is the only one.
    names := (select string_agg(quote_ident(w.role), ', ') from who w where w.letter in ('r', 'v', 'a'));
    for object in
        select c.oid::regclass as name from pg_class c
        where c.relkind = 'v' and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
        order by c.relnamespace::regnamespace::text, c.relname
    loop
        execute format('alter view %s set (security_invoker = true)', object.name);
        if names is not null then
            execute format('grant select on %s to %s', object.name, names);
        end if;
    end loop;

    for object in
        select format('grant %s (%s) on %s to %s', r.verb, array_to_string(r.columns, ', '), r.name,
            string_agg(quote_ident(w.role), ', ')) as statement
        from column_rules r join who w on strpos(r.may, w.letter) > 0
        group by r.name, r.verb, r.columns
        order by r.name, r.verb, r.columns
    loop
        execute object.statement;
    end loop;
end $$;
