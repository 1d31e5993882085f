create or replace function brigade.rights() returns table (may boolean, does text, role text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    -- One right stands for those that sql/rights.sql gives with it.
    select coalesce(bool_and(has_function_privilege(p.oid, 'execute')), false), 'run workers', 'brigade_worker'
    from pg_proc p
    where p.proname in ('claim', 'extend', 'finish') and p.pronamespace = 'brigade'::regnamespace
    union all
    select has_column_privilege('brigade.runs', 'source', 'insert'), 'ask for imports', 'brigade_requester'
    union all
    select has_table_privilege('brigade.progress', 'select'), 'look at them', 'brigade_viewer'
    union all
    select coalesce(bool_or(has_function_privilege(p.oid, 'execute')), false), 'administer', 'brigade_admin'
    from pg_proc p where p.proname = 'add_credential' and p.pronamespace = 'brigade'::regnamespace;
$$;
comment on function brigade.rights() is
$$What may the role that asks do here, and which role must be granted to it for the rest? `brigade doctor` prints
this.$$;
