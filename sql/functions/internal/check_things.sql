create or replace function brigade.check_things(run bigint, rows jsonb) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    unknown text := (
        select min(x.thing) from jsonb_to_recordset(rows) as x(thing text)
        where x.thing not in (select k.thing from brigade.things_of(run) k));
begin
    if unknown is not null then
        raise exception using errcode = '23503',
            message = format('the pipeline of run %s brings no "%s"', run, unknown);
    end if;
end $$;
comment on function brigade.check_things(bigint, jsonb) is
$$Checks that each thing of rows, [{thing}], is one of brigade.things of the run's pipeline, because what is counted
under another name would never be reconciled. brigade.put_pages and brigade.put_tallies call this.
Raises 23503.$$;
