create or replace function brigade.claim(
    worker text, kinds text[], default_budget integer, anonymous_budget integer,
    schema text default null, after_run bigint default 0, after_job bigint default 0,
    hint_import bigint default null, hint_after bigint default null, skip bigint[] default '{}',
    place bigint default null, portable text[] default null)
returns table (
    run_id bigint, pipeline text, project_id bigint,
    credential text, credential_kind text, email text, stage text, lease_ms bigint,
    job_id bigint, kind text, key text, url text, link text, payload jsonb, requests smallint, attempt integer,
    token uuid)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    candidate record;
    start bigint;
    claimed boolean;
    refusal text;
    turn bigint;
begin
    perform brigade.check_worker(claim.schema, claim.worker);
    -- One run at a time is read, because nearly always the first one has something to do.
    foreach turn in array brigade.next_turns(kinds, claim.skip, claim.place, portable) loop
        for candidate in
            select i.id, i.state, i.stage, i.pipeline, i.project_id, w.name as credential, c.kind as credential_kind,
                   c.email, coalesce(w.name, '') as budget, t.max_attempts, t.lease,
                   (extract(epoch from t.lease) * 1000)::bigint as lease_ms,
                   least(t.batch, greatest(8, s.pending / 4)) as batch,
                   brigade.hourly_limit(c.requests_per_hour, case when w.name is null then anonymous_budget
                       else default_budget end, b.announced_limit, b.announced_window) as per_hour,
                   case when i.id = after_run then after_job else 0 end as after,
                   h.place_id as home,
                   coalesce(b.blocked_until > clock_timestamp()
                       and b.blocked_until < clock_timestamp() + interval '2 hours', false) as blocked
            from brigade.runs i
            join brigade.run_stages s on s.run_id = i.id and s.stage = i.stage and s.pending > 0
            join brigade.stages t on t.pipeline = i.pipeline and t.name = i.stage
            left join brigade.project_places h on h.project_id = i.project_id
            cross join unnest(array_prepend(i.credential, i.credentials)) w(name)
            left join brigade.credentials c on c.name = w.name
            left join brigade.budgets b on b.identity = coalesce(c.identity, '')
            -- Credentials that are not blocked come before those that are.
            where i.id = turn and i.state in ('queued', 'running')
            order by blocked, random()
        loop
            -- A pause or cancel waits for this claim. After it no claim begins. A claim never waits, because it skips a
            -- run that is locked.
            -- The row says again which project it is: the job that found that out may have ended since the search, and
            -- left jobs that need it.
            if candidate.state = 'queued' then
                select i.project_id into candidate.project_id
                from brigade.runs i where i.id = candidate.id and i.state = 'queued' for no key update skip locked;
            else
                select i.project_id into candidate.project_id
                from brigade.runs i where i.id = candidate.id and i.state = 'running' for share skip locked;
            end if;
            continue when not found or brigade.waits_for(candidate.id) is not null;

            -- When a right was taken back, no job begins. The run's error says why, for the person who can mend it.
            refusal := brigade.lost_right(candidate.id);
            if refusal is not null then
                perform from brigade.runs i where i.id = candidate.id for no key update skip locked;
                begin
                    perform brigade.stop_run(candidate.id, 'paused', refusal) where found;
                exception
                    when lock_not_available then null; -- another session has the rows: a later claim pauses it
                end;
                continue;
            end if;

            -- Whoever comes first has the files of a project at his place. Jobs that need them are done there alone.
            if candidate.home is null and candidate.project_id is not null and claim.place is not null then
                candidate.home := brigade.settle_project(candidate.project_id, claim.place);
            end if;

            -- The search begins behind the job that was claimed last. When it finds nothing, it begins at the start.
            foreach start in array array[candidate.after, 0] loop
                return query
                    select candidate.id, candidate.pipeline, candidate.project_id, candidate.credential,
                           candidate.credential_kind, candidate.email, j.stage, candidate.lease_ms,
                           j.id, j.kind, j.key, j.url, j.link, j.payload, j.requests, j.attempt, j.token
                    from brigade.claim_jobs(worker, candidate.id, candidate.stage,
                        case when candidate.home <> claim.place then portable else kinds end, candidate.batch::integer,
                        start, candidate.max_attempts, candidate.lease, candidate.budget, candidate.per_hour,
                        candidate.blocked) j
                    order by j.id;
                claimed := found;
                exit when claimed or start = 0;
            end loop;
            continue when not claimed;

            if candidate.state = 'queued' then
                update brigade.runs i set state = 'running', started_at = coalesce(i.started_at, clock_timestamp())
                where i.id = candidate.id;
            end if;
            update brigade.worker_sessions w
            set seen_at = clock_timestamp(), run_id = candidate.id, stage = candidate.stage, doing = null,
                backend = pg_backend_pid()
            where w.worker = claim.worker;
            return;
        end loop;
    end loop;
    update brigade.worker_sessions w
    set seen_at = clock_timestamp(), run_id = null, stage = null, doing = null
    where w.worker = claim.worker;
end $$;
comment on function brigade.claim(text, text[], integer, integer, text, bigint, bigint, bigint, bigint, bigint[],
    bigint, text[]) is
$$Claims jobs for a worker: of one run, whose stage is open.
It counts the attempt of each job, starts their lease, and books their requests against the budget of one of the
run's credentials.
Runs take turns, as brigade.runs_in_turn says.
kinds: the kinds of jobs that the worker can do. default_budget, anonymous_budget: requests an hour where neither the
credential nor an answer says anything. after_run, after_job: what the worker claimed last, which saves walking over
finished index entries. schema: see brigade.check_worker. hint_import, hint_after: programs of 0.2 and older name
them, and are refused. skip: runs to pass over, because another session holds their rows. place: whose storage the
worker has; null: it claims any job. portable: those of the kinds that need no files of their project, which are all
that it claims of a project whose files are at another place.
Returns the run and its jobs, with the token of this claim, which the worker shows when it ends them.
No rows: nothing is due or no budget is left, and brigade.next_due says when to ask
again.
This is a short transaction of its own. Locks the run, jobs by ascending id and the budget. What another transaction
has locked is skipped, but for the budget.$$;
