create or replace function brigade.give_back(worker text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    last record;
    held bigint[];
begin
    select w.run_id, w.stage into last from brigade.worker_sessions w where w.worker = give_back.worker;
    perform from brigade.runs i where i.id = last.run_id for key share skip locked;
    if not found then
        return;
    end if;
    -- What an older backend of it is still committing is locked. Its end tells, or its lease.
    select array_agg(h.id) into held from (
        select j.id from brigade.jobs j
        where j.run_id = last.run_id and j.stage = last.stage and j.state = 'ready' and j.waits_until is null
          and j.worker = give_back.worker
        order by j.id for no key update of j skip locked) h;
    if held is null then
        return;
    end if;
    perform brigade.record_troubles(last.run_id, jsonb_agg(jsonb_build_object('id', h.id, 'fate', 'release')),
        give_back.worker) from unnest(held) h(id);
end $$;
comment on function brigade.give_back(text) is
$$Gives back the jobs that a worker is said to have and does not know of: a database that went back, as after a
failover, may have kept a claim and lost its end. Without this they would wait for the end of their lease.
The worker calls it when it has nothing in hand (brigade.hello). These attempts do not count.
Locks the run against deletion and jobs by ascending id, and skips what is locked.$$;
