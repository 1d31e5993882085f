create or replace function brigade.others_may_try(run bigint, job bigint, credential text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from brigade.runs i join brigade.jobs j on j.run_id = i.id and j.id = others_may_try.job
        cross join unnest(array_prepend(i.credential, i.credentials)) w(name)
        where i.id = run and w.name <> others_may_try.credential
          and (j.refused_by is null or w.name <> all (j.refused_by)));
$$;
comment on function brigade.others_may_try(bigint, bigint, text) is
$$Whether a run has another credential that was not refused a job yet, when this one was (403).$$;
