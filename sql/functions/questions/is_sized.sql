create or replace function brigade.is_sized(run bigint) returns boolean
-- plpgsql keeps its plan from call to call: brigade.look_ahead asks often.
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return exists (select from brigade.pages p where p.run_id = is_sized.run and p.thing = 'merge_requests')
        or not exists (
            select from brigade.run_stages s
            where s.run_id = is_sized.run and s.stage in ('repository', 'users', 'pull_requests')
              and s.state <> 'done');
end $$;
comment on function brigade.is_sized(bigint) is
$$Has an import read so much that the size of its repository is known? The list of pull requests decides most of it.$$;
