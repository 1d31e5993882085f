create or replace function brigade.claim(
    worker text, kinds text[], default_budget integer, anonymous_budget integer,
    hint_import bigint default 0, hint_after bigint default 0)
returns table (
    import_id bigint, source text, workspace text, slug text, wiki_source text, project_id bigint,
    credential text, credential_kind text, email text, stage text, lease_ms bigint,
    job_id bigint, kind text, key text, url text, link text, payload jsonb, requests smallint, attempt integer)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    candidate record;
    claimed bigint[];
    start bigint;
begin
    for candidate in
        select i.id, i.state, i.stage, coalesce(i.credential, '') as budget, t.lease, t.max_attempts,
               least(t.batch, greatest(8, s.pending / 4)) as batch,
               coalesce(c.requests_per_hour, case when i.credential is null then anonymous_budget else default_budget end) as per_hour,
               case when i.id = hint_import then hint_after else 0 end as after,
               coalesce(b.blocked_until > clock_timestamp(), false) as blocked
        from brigade.imports i
        join brigade.import_stages s on s.import_id = i.id and s.stage = i.stage and s.pending > 0
        join brigade.stages t on t.name = s.stage
        left join brigade.credentials c on c.name = i.credential
        left join brigade.budgets b on b.credential = coalesce(i.credential, '')
        where i.state in ('queued', 'running')
        order by i.priority desc, random()
    loop
        -- Who pauses or cancels waits for us; after that, no claim begins. We never wait: a busy import is skipped.
        if candidate.state = 'queued' then
            perform from brigade.imports i where i.id = candidate.id and i.state = 'queued' for no key update skip locked;
        else
            perform from brigade.imports i where i.id = candidate.id and i.state = 'running' for share skip locked;
        end if;
        continue when not found;

        -- From the last claimed job on; from the start when that finds nothing.
        foreach start in array array[candidate.after, 0] loop
            claimed := brigade.claim_jobs(worker, candidate.id, candidate.stage, kinds, candidate.batch::integer, start,
                candidate.max_attempts, candidate.lease, candidate.budget, candidate.per_hour, candidate.blocked);
            exit when claimed is not null or start = 0;
        end loop;
        continue when claimed is null;

        if candidate.state = 'queued' then
            update brigade.imports i set state = 'running', started_at = coalesce(i.started_at, clock_timestamp())
            where i.id = candidate.id;
        end if;
        update brigade.worker_sessions w
        set seen_at = clock_timestamp(), import_id = candidate.id, stage = candidate.stage, doing = null
        where w.worker = claim.worker;
        return query
            select i.id, i.source, i.workspace, i.slug, i.wiki_source, i.project_id, i.credential, c.kind, c.email,
                   j.stage, (extract(epoch from candidate.lease) * 1000)::bigint,
                   j.id, j.kind, j.key, j.url, j.link, j.payload, j.requests, j.attempt
            from brigade.imports i
            left join brigade.credentials c on c.name = i.credential
            join brigade.jobs j on j.import_id = i.id and j.id = any (claimed)
            where i.id = candidate.id
            order by j.id;
        return;
    end loop;
    update brigade.worker_sessions w
    set seen_at = clock_timestamp(), import_id = null, stage = null, doing = null
    where w.worker = claim.worker;
end $$;
comment on function brigade.claim(text, text[], integer, integer, bigint, bigint) is
'Claims jobs of one import''s open stage for a worker: counts the attempt, starts the lease, books their requests against the credential''s budget, and returns them; no rows when nothing is due or no budget is left (brigade.next_due says when to look again). kinds: those that the worker can do; default_budget, anonymous_budget: requests an hour where the credential says nothing; the hint (last import and job claimed) saves walking over finished index entries. Its own short transaction';
