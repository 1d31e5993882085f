create or replace function brigade.claim_jobs(
    worker text, run bigint, stage text, kinds text[], batch integer, after bigint,
    max_attempts integer, lease interval, budget text, per_hour integer, blocked boolean)
returns setof brigade.jobs
language plpgsql
set search_path = pg_catalog, pg_temp
-- Planning anew at each call takes as long as claiming. The one plan that is kept may not depend on statistics: it
-- walks the index in the order of claims. No statement here may need a sort of rows: its price would be one at which
-- PostgreSQL compiles the statement.
set plan_cache_mode = force_generic_plan
set enable_sort = off
set enable_bitmapscan = off
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
    due bigint[];
    costs smallint[];
    spent boolean[];
    silent boolean[];
    granted bigint;
    affordable integer := 0;
    cost bigint := 0;
    fresh uuid := gen_random_uuid();
begin
    -- A worker that reports clears jobs.worker. A due job that still names a worker was never reported on: that worker
    -- died or hung, and its lease ran out.
    select array_agg(d.id order by d.id), array_agg(d.requests order by d.id), array_agg(d.spent order by d.id),
           array_agg(d.silent order by d.id)
    into due, costs, spent, silent
    from (
        select j.id, j.requests, j.attempt - j.uncounted >= claim_jobs.max_attempts as spent,
               j.worker is not null as silent
        from brigade.jobs j
        where j.run_id = claim_jobs.run and j.stage = claim_jobs.stage and j.state = 'ready'
          and j.waits_until is null and j.id > claim_jobs.after and j.kind = any (kinds)
          -- What lies further ahead than anything waits was written by a clock that was ahead: it is due.
          and (j.run_after <= clock_timestamp() or j.run_after > clock_timestamp() + interval '6 hours')
          and (not blocked or j.requests = 0)
          and (j.refused_by is null or claim_jobs.budget <> all (j.refused_by))
        order by j.id limit batch
        for no key update skip locked) d;
    -- Jobs whose wait is over. They are behind the others, whose index is read in order.
    if cardinality(due) is distinct from batch then
        select due || array_agg(d.job order by d.job), costs || array_agg(d.cost order by d.job),
               spent || array_agg(d.is_spent order by d.job), silent || array_agg(false)
        into due, costs, spent, silent
        from brigade.lock_waited(claim_jobs.run, claim_jobs.stage, kinds, batch - coalesce(cardinality(due), 0),
            claim_jobs.max_attempts, claim_jobs.blocked, claim_jobs.budget) d;
    end if;
    if due is null then
        return;
    end if;

    -- The workers of these jobs died at each attempt, until the retry budget was spent.
    if true = any (spent) then
        begin
            perform brigade.bury(claim_jobs.run, claim_jobs.stage,
                (select array_agg(d.id) from unnest(due, spent) d(id, spent) where d.spent));
        exception
            when lock_not_available then return; -- another session has the rows: a later claim buries them
        end;
        select array_agg(d.id order by d.id), array_agg(d.cost order by d.id), array_agg(d.silent order by d.id)
        into due, costs, silent
        from unnest(due, costs, spent, silent) d(id, cost, spent, silent) where not d.spent;
        if due is null then
            return;
        end if;
    end if;

    -- A job whose worker fell silent is claimed alone, because it may be what killed the worker.
    if true = any (silent) then
        due := due[:greatest(array_position(silent, true) - 1, 1)];
        costs := costs[:cardinality(due)];
    end if;

    if exists (select from unnest(costs) c where c > 0) then
        granted := brigade.book_requests(budget, per_hour, (select sum(c) from unnest(costs) c), costs[1]);
        for n in 1 .. cardinality(due) loop
            exit when cost + costs[n] > granted;
            cost := cost + costs[n];
            affordable := n;
        end loop;
        perform brigade.return_requests(budget, granted - cost);
        due := due[:affordable];
        if affordable = 0 then
            return;
        end if;
    end if;

    return query
        with claimed as (
            update brigade.jobs j
            set attempt = j.attempt + 1, token = fresh, worker = claim_jobs.worker,
                run_after = clock_timestamp() + claim_jobs.lease, waits_until = null
            where j.run_id = claim_jobs.run and j.id = any (due)
            returning j.*),
        noted as (
            insert into brigade.events (run_id, subject, event, stage, jobs, attempts, worker)
            select claim_jobs.run, 'jobs', 'claimed', claim_jobs.stage, array_agg(c.id), array_agg(c.attempt),
                   claim_jobs.worker from claimed c)
        select c.* from claimed c;
end $$;
comment on function brigade.claim_jobs(text, bigint, text, text[], integer, bigint, integer, interval, text, integer,
    boolean) is
$$The claim within one run. brigade.claim calls this.
Times further ahead than six hours count as past, because nothing waits as long.
While the credential is blocked, only jobs that need no request are claimed. Jobs whose retry budget is spent are
buried. A job whose last worker fell silent is claimed alone.
Returns the jobs as they stand then, in no order; no rows: none.
Locks jobs by ascending id and skips those that are locked. Locks the budget behind them.$$;
