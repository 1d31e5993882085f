create or replace function forge.certify(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint := (select i.project_id from brigade.runs i where i.id = run);
    frozen_at timestamptz := (select i.since from brigade.runs i where i.id = run);
begin
    perform forge.note_talk_times(run => run);
    update brigade.runs i
    set fingerprint = forge.fingerprint(project),
        compared = (
            select jsonb_object_agg(c.thing, c.compared)
            from (select p.thing, count(distinct k.key) as compared
                  from brigade.pages p cross join unnest(p.keys) k(key)
                  where p.run_id = run and p.thing in ('refs', 'merge_requests') group by p.thing
                  union all
                  -- Read by this check, or by somebody since the freeze began.
                  select 'merge_request_notes', count(*) from forge.live_notes n
                  join forge.reading_times t on t.project_id = n.project_id and t.iid = n.noteable_iid
                  where n.project_id = project and n.noteable_type = 'merge_request' and t.comments_read_at >= frozen_at
                  having i.level = 'whole'
                  union all
                  select 'tasks', count(*) from forge.live_tasks k
                  join forge.reading_times t on t.project_id = k.project_id and t.iid = k.merge_request_iid
                  where k.project_id = project and t.tasks_read_at >= frozen_at
                  having i.level = 'whole') c)
    where i.id = run;
end $$;
comment on function forge.certify(bigint, jsonb) is
$$Writes the certificate of a freeze check into its row of brigade.imports: how many of each kind were compared, and
forge.fingerprint. rows says nothing.$$;
