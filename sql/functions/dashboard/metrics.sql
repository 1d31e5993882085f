create or replace function brigade.metrics() returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    with families(place, name, type, help) as (
        values
        (1, 'brigade_imports', 'gauge', 'Imports by state.'),
        (2, 'brigade_imports_finished', 'gauge', 'Finished imports by verdict.'),
        (3, 'brigade_repositories', 'gauge', 'Repositories by how their newest import or sync stands.'),
        (4, 'brigade_oldest_queued_import_age_seconds', 'gauge',
        'How long the longest waiting queued import has waited; 0 when none waits.'),
        (5, 'brigade_jobs_pending', 'gauge', 'Jobs that are left to do in imports under way, by stage.'),
        (6, 'brigade_jobs_done_total', 'counter', 'Jobs done, by stage.'),
        (7, 'brigade_failures', 'gauge', 'Things that could not be brought over, by stage: rows of brigade.failures.'),
        (8, 'brigade_omissions', 'gauge',
        'Things that are not there to be brought over, by reason: rows of brigade.omissions.'),
        (9, 'brigade_requests_total', 'counter', 'Requests sent to the API.'),
        (10, 'brigade_received_bytes_total', 'counter', 'Bytes received from the API.'),
        (11, 'brigade_last_job_timestamp_seconds', 'gauge',
        'Start of the last minute in which a job ended, as seconds since 1970.'),
        (12, 'brigade_workers', 'gauge', 'Workers of the last day by state.'),
        (13, 'brigade_credential_requests_per_hour', 'gauge', 'Budget of a credential in a rolling hour.'),
        (14, 'brigade_credential_requests_used', 'gauge', 'Requests booked on a credential in the last hour.'),
        (15, 'brigade_credential_blocked_seconds', 'gauge',
        'How long a credential must still wait; 0 when it need not.'),
        (16, 'brigade_notices', 'gauge', 'Notices of the last week for the webhook, by state.'),
        (17, 'brigade_hidden_imports', 'gauge',
         'Imports and exports of other roles, which these figures do not count.')),
    credentials as (
        -- Names of credentials are the only label that somebody chooses: their number is bounded.
        select r.* from brigade.rate_limits r order by r.used desc, r.credential limit 100),
    meters as (
        select coalesce(sum(m.requests), 0) as requests, coalesce(sum(m.size_bytes), 0) as bytes, max(m.minute) as last
            from brigade.meters m),
    samples(name, label, word, value) as (
        select 'brigade_imports', 'state', s, count(i.id)::numeric
        from unnest(array['queued', 'running', 'paused', 'finished', 'failed', 'cancelled']) s
        left join brigade.runs i on i.state = s group by s
        union all
        select 'brigade_imports_finished', 'verdict', v, count(i.id)
        from unnest(array['complete', 'complete with notes', 'incomplete']) v
        left join brigade.runs i on i.verdict = v group by v
        union all
        select 'brigade_repositories', 'standing', v, count(s.run_id)
        from unnest(array['running', 'waiting', 'paused', 'failed', 'incomplete', 'complete with notes', 'complete']) v
        left join brigade.standing s on s.standing = v and not s.is_workspace and s.target is null group by v
        union all
        select 'brigade_oldest_queued_import_age_seconds', null, null,
               coalesce(round(extract(epoch from now() - min(i.created_at)), 3), 0)
        from brigade.runs i where i.state = 'queued'
        union all
        select 'brigade_jobs_pending', 'stage', t.name,
               coalesce(sum(s.pending) filter (where i.state in ('queued', 'running', 'paused')), 0)
        from brigade.stages t
        left join brigade.run_stages s on s.pipeline = t.pipeline and s.stage = t.name
        left join brigade.runs i on i.id = s.run_id group by t.name
        union all
        select 'brigade_jobs_done_total', 'stage', t.name, coalesce(sum(s.done), 0)
        from brigade.stages t
        left join brigade.run_stages s on s.pipeline = t.pipeline and s.stage = t.name
        group by t.name
        union all
        select 'brigade_failures', 'stage', t.name, count(f.key)
        from brigade.stages t
        left join (brigade.failures f join brigade.runs i on i.id = f.run_id)
            on f.stage = t.name and i.pipeline = t.pipeline group by t.name
        union all
        select 'brigade_omissions', 'reason', o.reason, count(*) from brigade.omissions o group by o.reason
        union all
        select 'brigade_requests_total', null, null, m.requests from meters m
        union all
        select 'brigade_received_bytes_total', null, null, m.bytes from meters m
        union all
        select 'brigade_last_job_timestamp_seconds', null, null, extract(epoch from m.last)::bigint from meters m
            where m.last is not null
        union all
        select 'brigade_workers', 'state', s, count(w.worker)
        from unnest(array['working', 'idle', 'stopped', 'lost']) s left join brigade.workers w on w.state = s group by s
        union all
        select 'brigade_credential_requests_per_hour', 'credential', c.credential, c.requests_per_hour
            from credentials c
        union all
        select 'brigade_credential_requests_used', 'credential', c.credential, c.used from credentials c
        union all
        select 'brigade_credential_blocked_seconds', 'credential', c.credential,
               round(greatest(0, extract(epoch from coalesce(c.blocked_until, now()) - now())), 3)
        from credentials c
        union all
        select 'brigade_notices', 'state', s.state, s.number
        from brigade.notices_seen() n
        cross join lateral (
            values ('waiting', n.waiting), ('sent', n.sent), ('given up', n.given_up)) s(state, number)
        union all
        select 'brigade_hidden_imports', null, null, brigade.hidden_runs()),
    lines as (
        select s.name, string_agg(
            s.name || case when s.label is null then '' else
                format('{%s="%s"}', s.label, replace(replace(replace(s.word, '\', '\\'), '"', '\"'), e'\n', '\n')) end
                || ' ' || s.value || e'\n',
            '' order by s.word collate "C") as text
        from samples s group by s.name)
    select string_agg(format(e'# HELP %1$s %2$s\n# TYPE %1$s %3$s\n%4$s', f.name, f.help, f.type, l.text), ''
        order by f.place)
    from families f join lines l on l.name = f.name;
$$;
comment on function brigade.metrics() is
$$The numbers that an alarm may be set on, as text for Prometheus. `brigade metrics` prints it.
No label grows with the number of imports.$$;
