create or replace function brigade.lock_holders()
returns table (pid integer, transaction text, role name, since timestamptz, tables text, keeps_waiting bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with held as (
        select l.pid, l.virtualtransaction, string_agg(distinct format('%s.%s', n.nspname, c.relname), ', ') as tables
        from pg_locks l
        join pg_class c on c.oid = l.relation
        join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('brigade', 'forge')
        where l.granted and l.locktype = 'relation' and l.pid <> pg_backend_pid()
          and l.database = (select d.oid from pg_database d where d.datname = current_database())
          and c.relkind in ('r', 'p') and l.mode not in ('AccessShareLock', 'SIReadLock')
        group by l.pid, l.virtualtransaction)
    select h.pid, h.virtualtransaction, a.usename, a.xact_start, h.tables,
           (select count(*) from pg_locks w where not w.granted and h.pid = any (pg_blocking_pids(w.pid)))
    from held h left join pg_stat_activity a on a.pid = h.pid
    order by a.xact_start, h.pid;
$$;
comment on function brigade.lock_holders() is
$$The sessions that hold locks on rows or tables of the schemas brigade and forge now.
A worker holds its locks for milliseconds. Because of that a transaction that is there twice, seconds apart, was left
open by a person. `brigade doctor` asks twice.
Returns the backend, its transaction, its role, when it began (null: the caller may not see that), the tables, and how
many sessions wait for it.$$;
