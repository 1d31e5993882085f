create or replace function brigade.retry_export(run bigint) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    has_failed bigint;
begin
    perform from brigade.jobs j where j.run_id = retry_export.run order by j.id for no key update;
    select count(*) into has_failed from brigade.jobs j where j.run_id = retry_export.run and j.state = 'failed';
    if has_failed = 0 then
        return brigade.hasten(retry_export.run, null, null);
    end if;
    perform from brigade.runs r where r.id = retry_export.run for no key update;
    perform brigade.begin_again(retry_export.run, array(
        select t.name from brigade.runs r join brigade.stages t on t.pipeline = r.pipeline
        where r.id = retry_export.run));
    perform brigade.carry_on(retry_export.run);
    return has_failed;
end $$;
comment on function brigade.retry_export(bigint) is
$$brigade.retry for the export of a project: it begins again when jobs of it have failed. Returns how many had; else
how many that waited for their next attempt are due.$$;
