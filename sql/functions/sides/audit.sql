create or replace function brigade.audit(source text, within interval, really boolean default false)
returns table (requests bigint, syncs bigint, per_sync bigint, until timestamptz)
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    project record;
    last_id bigint;
    every interval;
begin
    select p.id, lower(p.full_name) as full_name, p.owner into project
    from brigade.project_to_export(audit.source, null, brigade.caller()) p0 join forge.projects p on p.id = p0.id;
    last_id := brigade.last_import(project.owner, project.full_name);
    if last_id is null then
        raise exception using errcode = '55000',
            message = format('%s has no finished full import, and syncs audit what one brought', project.full_name),
            hint = format('Import it first: brigade import %s.', project.full_name);
    elsif audit.within is null or not audit.within between interval '1 minute' and interval '31 days' then
        raise exception using errcode = '22023',
            message = 'within is a time between 1 minute and 31 days',
            hint = 'Write such as 12h or 2d.';
    end if;
    select least(s.every, audit.within) into every from brigade.schedules s
    where s.requested_by = project.owner
      and s.source in (project.full_name, split_part(project.full_name, '/', 1))
    order by s.every limit 1;
    until := now() + audit.within;
    syncs := greatest(floor(extract(epoch from audit.within)
        / extract(epoch from coalesce(every, audit.within)))::bigint, 1);
    -- As forge.audit_shares divides it: a quarter for the list, half of the rest each for activity and tasks.
    select n.pages + n.entries + n.talks * case when n.is_trusted then 1 else 2 end,
           ceil(greatest(4.0 * n.pages, n.pages + 2.0 * greatest(n.entries, n.talks)) / syncs)
           + q.quiet
    into requests, per_sync
    from (select ceil(count(*) / 50.0)::bigint as pages, count(*) as talks, t.is_trusted,
                 case when t.is_trusted then ceil(((
                     select count(*) from forge.merge_request_events e where e.project_id = project.id) + (
                     select count(*) from forge.live_notes o
                     where o.project_id = project.id and o.noteable_type = 'merge_request')) / 50.0)::bigint else 0 end
                 as entries
          from forge.live_merge_requests m
          cross join (select forge.audits_stream(run => last_id) as is_trusted) t
          where m.project_id = project.id group by t.is_trusted) n
    cross join (
        -- What a sync asks for anyway.
        select coalesce(max(j.requests), 6) as quiet from (
            select sum(j.requests) as requests from brigade.runs r join brigade.jobs j on j.run_id = r.id
            where r.project_id = project.id and r.mode = 'sync' and j.stage <> 'audit'
            group by r.id order by r.id desc limit 1) j) q;
    if requests is null then
        return;
    end if;
    if really then
        insert into brigade.audits as a (project_id, until, per_sync) values (project.id, until, per_sync)
        on conflict (project_id) do update set until = excluded.until, per_sync = excluded.per_sync;
    end if;
    return next;
end $$;
comment on function brigade.audit(text, interval, boolean) is
$$Has syncs read everything of a project again within a time: the list of pull requests, the activity or the comments,
and the tasks. really: without it, the row only says the price: how many requests in all, by how many syncs
(brigade.schedules says how often they come; else it is one), how many each may spend, and until when.
No row: the project has no pull requests.
Raises P0002 when there is no such project of the caller's, 55000 when it was not imported, 22023 for another time.$$;
