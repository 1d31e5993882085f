create or replace function brigade.shown(which text) returns setof bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select r.id
    from brigade.runs r
    where case shown.which when 'running' then r.state in ('queued', 'running')
              when 'failed' then r.id in (
                  select s.run_id from brigade.standing s where s.standing in ('paused', 'failed', 'incomplete'))
              else true end;
$$;
comment on function brigade.shown(text) is
$$Runs that `brigade status` lists: running (those that wait are among them), failed (as each repository stands now;
paused and incomplete ones are among them), or all.$$;
