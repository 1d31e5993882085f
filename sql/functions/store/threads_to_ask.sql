create or replace function forge.threads_to_ask(run bigint, server text, is_sample boolean, most integer)
returns table (iid bigint, source_id bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select t.iid, t.source_id
    from brigade.runs i
    cross join forge.threads_known(run => run, server => threads_to_ask.server) e
    cross join forge.threads_without_time(run => run) t
    where i.id = run
      and case when threads_to_ask.is_sample then e.said + e.silent = 0
               else i.resolutions = 'every' and e.said > 0 end
      and not exists (select from brigade.jobs j where j.run_id = i.id and j.stage = i.stage
          and j.key = t.iid || '/thread/' || t.source_id)
    order by hashint8extended(t.source_id, 4), t.source_id limit most;
$$;
comment on function forge.threads_to_ask(bigint, text, boolean, integer) is
$$Comments that are asked for singly because no list says when their threads were resolved. Of a sample, when nothing is
known of the server; else those that are left, where resolutions is every and a comment has said more when it was asked
for. What has a job was asked.$$;
