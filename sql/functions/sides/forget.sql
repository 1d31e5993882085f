create or replace function brigade.forget(run bigint, data boolean default false, really boolean default false)
returns table (what text, rows bigint, path text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    doomed bigint[];
    projects bigint[] := '{}';
    busy record;
    counted record;
begin
    perform brigade.check_own(run);
    perform brigade.lock_family(run);
    if data then
        projects := array(
            select distinct r.project_id from brigade.runs r
            where forget.run in (r.id, r.parent_id) and r.project_id is not null order by r.project_id);
    end if;
    doomed := array(
        select r.id from brigade.runs r
        where forget.run in (r.id, r.parent_id) or r.project_id = any (projects)
           -- A run that has not begun has a source and no project yet.
           or (r.source, r.requested_by) in (
                select p.full_name, p.owner from forge.projects p where p.id = any (projects))
        order by r.id for update);

    select r.id, r.state, count(j.id) as in_hand into busy
    from brigade.runs r
    left join brigade.jobs j on j.run_id = r.id and j.state = 'ready' and j.worker is not null
        and j.run_after > clock_timestamp()
    where r.id = any (doomed)
    group by r.id
    having r.state in ('queued', 'running', 'paused') or count(j.id) > 0
    order by r.id limit 1;
    if found then
        raise exception using errcode = '55000', message = format(
            case when busy.in_hand > 0 and busy.state = 'cancelled'
                 then 'a worker still has jobs of run %s in hand: forget it when they have ended'
                 else 'run %s is %s: end it with brigade cancel %1$s, then forget it' end, busy.id, busy.state);
    end if;

    return query select p.full_name, null::bigint, null::text from forge.projects p where p.id = any (projects)
        order by p.full_name collate "C", p.id;
    for counted in
        select format('%I.%I', n.nspname, c.relname) as name, a.attname as key,
               case n.nspname when 'forge' then projects else doomed end as ids
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname in ('brigade', 'forge')
        join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
            and (a.attname in ('run_id', 'export_id', 'project_id') and n.nspname || a.attname <> 'brigadeproject_id'
                 or c.relname in ('runs', 'projects') and a.attname = 'id')
        where c.relkind = 'r' and n.nspname || a.attname <> 'forgerun_id' and c.relname <> 'worker_sessions'
        order by n.nspname, c.relname
    loop
        what := counted.name;
        execute format('select count(*) from %s where %I = any ($1)', counted.name, counted.key)
        into rows using counted.ids;
        if rows > 0 then
            return next;
        end if;
    end loop;

    rows := null;
    return query
        select g.setting, null::bigint, g.place
        from (
            select p.id, f.setting, f.place || '/' || p.id
            from unnest(projects) p(id)
            cross join (
                select 'storage', s.folder from unnest('{repositories,attachments,lfs}'::text[]) s(folder)
                union all
                select 'exports', t.name from brigade.pipelines t where t.hands_out) f(setting, place)
            union all
            -- The table of an export of a whole workspace is of no project.
            select r.id, 'exports', r.directory from brigade.runs r
            where r.id = any (doomed) and r.project_id is null and r.directory is not null) g(id, setting, place)
        order by g.id, g.setting desc, g.place;

    if really then
        delete from brigade.runs r where r.id = any (doomed);
        -- Each of these by itself first: deleting merge requests would write into each row that it has none any more.
        delete from forge.notes n where n.project_id = any (projects);
        delete from forge.tasks t where t.project_id = any (projects);
        delete from forge.merge_request_events e where e.project_id = any (projects);
        delete from forge.issue_events e where e.project_id = any (projects);
        delete from forge.attachments a where a.project_id = any (projects);
        delete from forge.projects p where p.id = any (projects);
    end if;
end $$;
comment on function brigade.forget(bigint, boolean, boolean) is
$$Forgets a run that has ended: its row, and with it its jobs, events, failures and proof. Of a workspace, those of its
repositories, too.
data: its projects with it, in the tables of forge, and all other runs of these projects. People stay, because the
projects of a role share them. really: without it nothing is forgotten, and the rows only say what would be.
Returns what goes: tables with how many rows; with data, before them the projects by name, without rows, and behind
them folders and the table of a whole workspace's exports, each with the setting below which it stands (storage or
exports). SQL cannot remove those; `brigade forget` does, on a host that has them.
Raises P0002 when there is no such run, 55000 when a run is under way or a worker still has jobs in hand.
Locks the runs by ascending id.$$;
