create or replace function forge.frozen_walk(run bigint) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select forge.audits_stream(run => run) and forge.audits_stream(run => run, property => 'anchor') and (
        select count(*) > (
            (select count(*) from forge.merge_request_events e where e.project_id = i.project_id)
            + (select count(*) from forge.live_notes n
               where n.project_id = i.project_id and n.noteable_type = 'merge_request')) / 50
        from forge.frozen_talks(run => run, after => 0, most => null))
    from brigade.runs i where i.id = run;
$$;
comment on function forge.frozen_walk(bigint) is
$$Whether a freeze check reads the activity stream whole and takes comments for proved by it, because the last full
import found the stream to be right and that is fewer requests than the lists.$$;
