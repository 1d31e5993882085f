create or replace function brigade.holds_claim(run bigint, token uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from brigade.jobs j
        where j.run_id = holds_claim.run and j.token = holds_claim.token and j.state = 'ready');
$$;
comment on function brigade.holds_claim(bigint, uuid) is
$$Whether a claim is still the newest of a job that is not done. A worker asks before it sets a folder aside that seems
to be another project's, because the database may have gone back behind its claim.$$;
