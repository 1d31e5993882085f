create or replace function brigade.violation_counters_differ(import bigint default null)
returns table (import_id bigint, ids jsonb, message text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with counts as (
        select j.import_id, j.stage, count(*) filter (where j.state = 'ready') as pending,
               count(*) filter (where j.state = 'done') as done, count(*) filter (where j.state = 'failed') as failed
        from brigade.jobs j where import is null or j.import_id = import
        group by j.import_id, j.stage),
    counters as (
        select s.* from brigade.import_stages s where import is null or s.import_id = import)
    select coalesce(s.import_id, c.import_id), jsonb_build_object('stage', coalesce(s.stage, c.stage)),
           case when s.stage is null then format('there are jobs of stage %s, which the import has not', c.stage)
                else format('stage %s counts %s pending, %s done, %s failed; its jobs are %s, %s, %s',
                            s.stage, s.pending, s.done, s.failed,
                            coalesce(c.pending, 0), coalesce(c.done, 0), coalesce(c.failed, 0)) end
    from counters s
    full join counts c on c.import_id = s.import_id and c.stage = s.stage
    where s.stage is null
       or (s.pending, s.done, s.failed)
          is distinct from (coalesce(c.pending, 0), coalesce(c.done, 0), coalesce(c.failed, 0));
end $$;
comment on function brigade.violation_counters_differ(bigint) is
$$Stages whose counters are not the numbers of their jobs, and jobs of a stage that the import does not have.
The counters tell when a stage is over. A wrong one ends an import too early or never.$$;
