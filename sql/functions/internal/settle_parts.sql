create or replace function forge.settle_parts(run bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    project bigint;
    is_full boolean;
    chosen text[];
    unread boolean;
begin
    select i.project_id, i.mode = 'full', i.parts into project, is_full, chosen
    from brigade.runs i where i.id = settle_parts.run;
    update forge.projects p
    set lacks = (select array_agg(l.name order by n.position)
                 from unnest(p.lacks) l(name) join brigade.parts n on n.name = l.name
                 where not (brigade.brings(chosen, l.name) and exists (
                     select from brigade.things_of(settle_parts.run) t where t.part = l.name)))
    where p.id = project and p.lacks is not null;
    -- What a sync cannot bring stays away until somebody imports it.
    perform brigade.put_omissions(run => settle_parts.run, rows => jsonb_agg(jsonb_build_object(
        'stage', 'finish', 'key', l.name, 'reason', 'left out',
        'message', format('no import has brought %s of %s, and a sync does not bring it: brigade import %s does',
            l.name, p.full_name, p.full_name)) order by l.name))
    from forge.projects p cross join unnest(p.lacks) l(name)
    where p.id = project and not is_full and not exists (
        select from brigade.things_of(settle_parts.run) t where t.part = l.name)
    having count(*) > 0;
    -- The next run that brings comments reads those of all pull requests that this one took without.
    unread := is_full and brigade.brings(chosen, 'pull_requests') and not brigade.brings(chosen, 'comments');
    insert into forge.unread_talks as t (project_id, iid, is_listed)
    select project, m.iid, true from forge.live_merge_requests m
    where unread and m.project_id = project
    order by m.iid
    on conflict (project_id, iid) do nothing;
end $$;
comment on function forge.settle_parts(bigint) is
$$Settles what a run has left out by request (brigade.imports.parts): forge.projects.lacks loses what it brought, a sync
notes what it cannot bring, and pull requests that came without comments are noted in forge.unread_talks.$$;
