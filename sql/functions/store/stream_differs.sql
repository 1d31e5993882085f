create or replace function forge.stream_differs(run bigint, server text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
            select from brigade.calibrations c where c.run_id = run and c.property = 'stream' and c.decided = 'yes')
       and forge.stream_is_beside(run => run)
       and (exists (select from forge.compare_notes(run => run) c
                    where not c.agrees and not c.is_excused and c.property in ('identity', 'text', 'resolution'))
            or not forge.is_trusted(run => run, server => stream_differs.server));
$$;
comment on function forge.stream_differs(bigint, text) is
$$Whether the trust in an activity stream ends: a run took comments from it, and spot checks, or those of another
import, found it wrong.$$;
