create or replace function brigade.committed_or_held(run bigint, token uuid, ids bigint[]) returns text
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    said text;
begin
    -- The locks wait for a transaction that is still committing. After that, the rows tell what became of it.
    select case
               when bool_or(j.state = 'ready' and j.worker is not null and j.run_after > clock_timestamp()) then 'held'
               when bool_or(j.state <> 'ready') then 'committed' else 'lost' end into said
    from (
        select j.state, j.worker, j.run_after from brigade.jobs j
        where j.run_id = committed_or_held.run and j.id = any (committed_or_held.ids)
          and j.token = committed_or_held.token
        order by j.id for no key update) j;
    return said;
end $$;
comment on function brigade.committed_or_held(bigint, uuid, bigint[]) is
$$Tells what became of a transaction whose connection was lost at COMMIT.
token: of the claim. ids: all jobs of the transaction.
Returns held: it did not go through, and the worker has jobs of it, so it does it again. committed: it went through.
lost: other workers have the jobs meanwhile, so this one forgets them.
Locks the jobs by ascending id, and so waits for a transaction that is still committing.$$;
