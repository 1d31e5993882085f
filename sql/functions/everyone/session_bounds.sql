create or replace function brigade.session_bounds() returns table (name text, value text, remedy text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select s.name, current_setting(s.name), format('alter role %I set %s = 0', session_user, s.name)
    from pg_settings s
    where s.name in ('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')
      and s.setting::bigint between 1 and 59999
    order by s.name;
$$;
comment on function brigade.session_bounds() is
$$Times after which PostgreSQL ends what this session does, where they are shorter than a transaction of a worker may
take, which is a minute. `brigade doctor` shows them.
Returns the setting, its value, and the statement that lifts it.$$;
