create or replace function brigade.fail_without_vital(run bigint, stage text) returns boolean
language sql set search_path = pg_catalog, pg_temp as $$
    with failed as (
        update brigade.runs i
        set state = 'failed', finished_at = clock_timestamp(),
            error = format('%s without its %s (%s); when that is mended: brigade retry %s',
                case when i.target is null then i.source || ' cannot be imported'
                     else format('export %s cannot go on', i.id) end, f.key, f.message, i.id)
        from brigade.failures f, brigade.stages t
        where i.id = fail_without_vital.run and f.run_id = i.id and f.stage = fail_without_vital.stage
          and t.pipeline = i.pipeline and t.name = f.stage and f.key = any (t.vital)
        returning 1)
    select exists (select from failed);
$$;
comment on function brigade.fail_without_vital(bigint, text) is
$$Fails a run whose stage ends without a job that brigade.stages.vital names. brigade.advance calls this.
Returns true when it did.$$;
