create or replace function forge.site_losses(run bigint) returns table (loss text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with listed as materialized (
        select m.*, m.raw #>> '{links,html,href}' as link
        from brigade.runs r join forge.merge_requests m on m.project_id = r.project_id
        where r.id = site_losses.run and r.options ->> 'vanished' = 'false'),
    names as materialized (select n.* from forge.names_of(site_losses.run) n),
    -- Of a pull request that is gone, that is also what belongs to it.
    gone as materialized (
        select m.iid::text as key, 'merge_requests' as thing, m.link from listed m where m.vanished_at is not null
        union all
        select v.iid || '/' || a.person, 'merge_request_reviewers', m.link
        from listed m join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid
        join names a on a.user_id = v.user_id
        where num_nonnulls(m.vanished_at, v.vanished_at) > 0
        union all
        select format('%s/%s/%s/%s', e.iid, e.kind, forge.export_time(e.at),
                   row_number() over (partition by e.iid, e.kind, e.at order by e.user_id, e.n)),
               'merge_request_events', m.link
        from listed m join forge.merge_request_events e on e.project_id = m.project_id and e.iid = m.iid
        where m.vanished_at is not null
        union all
        select n.source_id::text, 'merge_request_notes', coalesce(n.raw #>> '{links,html,href}', m.link)
        from listed m join forge.notes n on n.project_id = m.project_id and n.noteable_type = 'merge_request'
            and n.noteable_iid = m.iid
        where num_nonnulls(m.vanished_at, n.vanished_at) > 0
        union all
        select k.source_id::text, 'tasks', coalesce(k.raw #>> '{links,html,href}', m.link)
        from listed m join forge.tasks k on k.project_id = m.project_id and k.merge_request_iid = m.iid
        where num_nonnulls(m.vanished_at, k.vanished_at) > 0
        union all
        select a.person, 'members', null
        from brigade.runs r join forge.members b on b.project_id = r.project_id and b.vanished_at is not null
        join names a on a.user_id = b.user_id
        where r.id = site_losses.run and r.options ->> 'vanished' = 'false'
        union all
        select case f.kind when 'code' then f.name else f.kind || ' ' || f.name end, 'refs', null
        from brigade.runs r join forge.refs f on f.project_id = r.project_id and f.vanished_at is not null
        where r.id = site_losses.run and r.options ->> 'vanished' = 'false'),
    out as materialized (
        select g.thing, g.key, 'vanished' as what, null as detail, g.link from gone g
        union all
        select o.thing, o.key, 'owner', o.detail, o.link
        from brigade.runs r cross join lateral forge.export_alone(r.project_id) o where r.id = site_losses.run)
    select json_build_object('thing', o.thing, 'key', o.key, 'what', o.what, 'detail', o.detail, 'link', o.link)::text
    from out o
    union all
    select json_build_object('thing', l.thing, 'key', l.key, 'what', l.what, 'detail', l.detail, 'link', l.link)::text
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    cross join lateral (
        select 'lfs_objects' as thing, o.oid as key, 'lfs' as what, null as detail, null as link
        from forge.lfs_objects o where o.project_id = p.id
        union all
        select 'refused_refs', '\x' || encode(f.name, 'hex'), 'refused ref', f.reason, null
        from forge.refused_refs f where f.project_id = p.id
        union all
        select n.noteable_type || '_notes', n.source_id::text, 'draft', null, n.raw #>> '{links,html,href}'
        from forge.notes n where n.project_id = p.id and n.pending
        union all
        select n.noteable_type || '_notes', n.source_id::text, 'sanitised', null, n.raw #>> '{links,html,href}'
        from forge.notes n where n.project_id = p.id and n.sanitised and not n.pending
        union all
        select 'merge_requests', m.iid::text, 'sanitised', null, m.raw #>> '{links,html,href}'
        from forge.merge_requests m where m.project_id = p.id and m.sanitised
        union all
        select 'merge_requests', m.iid::text, 'head', m.head_missing, m.raw #>> '{links,html,href}'
        from forge.merge_requests m where m.project_id = p.id and m.head_oid is null
        union all
        select 'tasks', k.source_id::text, 'sanitised', null, k.raw #>> '{links,html,href}'
        from forge.tasks k where k.project_id = p.id and k.sanitised
        union all
        select 'issues', i.iid::text, 'sanitised', null, i.raw #>> '{links,html,href}'
        from forge.issues i where i.project_id = p.id and i.sanitised
        union all
        select 'attachments', format('%s/%s', a.issue_iid, a.name) || case when a.n > 1 then format(' (%s)', a.n)
                   else '' end, 'file name', forge.site_file_name(a.name), null
        from forge.attachments a where a.project_id = p.id and forge.site_file_name(a.name) <> a.name
        union all
        select 'projects', p.slug, 'sanitised', null, p.raw #>> '{links,html,href}' where p.sanitised
        union all
        select 'people', n.person, 'sanitised', null, null
        from forge.names_of(r.id) n join forge.users u on u.id = n.user_id where u.sanitised
        union all
        select x.thing, x.name, 'sanitised', null, null
        from (select 'components', c.name, c.sanitised from forge.components c where c.project_id = p.id
              union select 'versions', v.name, v.sanitised from forge.versions v where v.project_id = p.id
              union select 'milestones', s.name, s.sanitised from forge.milestones s where s.project_id = p.id)
             x(thing, name, sanitised) where x.sanitised) l
    where r.id = site_losses.run and not exists (select from out o where o.thing = l.thing and o.key = l.key);
$$;
comment on function forge.site_losses(bigint) is
$$What the tables say that a site cannot show as it was, for brigade.put_export_losses. What texts lose, the jobs of
their pages say.$$;
