create or replace function forge.export_losses(run bigint, thing text, after_key text, upto_key text)
returns table (loss text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select r.project_id, r.options ->> 'vanished' is distinct from 'false' as has_gone
        from brigade.runs r where r.id = export_losses.run),
    names as materialized (select n.* from forge.names_of(export_losses.run) n),
    branches as materialized (
        select b.* from here h cross join lateral forge.export_branches(h.project_id, after_key, upto_key) b
        where export_losses.thing = 'merge_requests'),
    changes as materialized (
        select distinct c.iid, c.place
        from here h cross join lateral forge.export_changes(h.project_id, after_key, upto_key) c
        where export_losses.thing = 'merge_requests'),
    listed as materialized (
        select m.*, m.raw #>> '{links,html,href}' as link, h.has_gone,
               m.vanished_at is not null and not h.has_gone as is_out
        from here h
        join forge.merge_requests m on m.project_id = h.project_id
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        where export_losses.thing = 'merge_requests'),
    pulls as (select m.* from listed m where m.has_gone or m.vanished_at is null),
    issues as materialized (
        select i.*, i.raw #>> '{links,html,href}' as link from here h
        join forge.issues i on i.project_id = h.project_id
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        where export_losses.thing = 'issues'),
    threads as materialized (
        select t.* from forge.export_threads(export_losses.run, after_key, upto_key) t
        where export_losses.thing = 'merge_requests'),
    notes as materialized (
        select t.*, w.link
        from (select project_id, iid, link, 'merge_request' as type from pulls
              union all select project_id, iid, link, 'issue' from issues) w
        join forge.notes t on t.project_id = w.project_id and t.noteable_type = w.type and t.noteable_iid = w.iid
        cross join here h where h.has_gone or t.vanished_at is null),
    events as materialized (
        select e.*, row_number() over (partition by e.iid order by e.at, e.kind collate "C", e.user_id, e.n) as place,
               row_number() over (partition by e.iid, e.kind, e.at order by e.user_id, e.n) as number
        from here h join forge.merge_request_events e on e.project_id = h.project_id
        where export_losses.thing = 'merge_requests'
          and e.iid > coalesce(after_key::bigint, 0) and e.iid <= upto_key::bigint),
    keyed as not materialized (
        select e.*, format('%s/%s/%s/%s', e.iid, e.kind, forge.export_time(e.at), e.number) as key from events e),
    -- Each asks for what is gone before it makes anything of a row: that is hardly ever one.
    gone as (
        select 'merge_requests' as thing, m.iid::text as key, m.link from listed m
        where m.vanished_at is not null
        union all
        select 'merge_request_reviewers', v.iid || '/' || a.person, m.link
        from listed m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid
            and (v.vanished_at is not null or m.is_out)
        join names a on a.user_id = v.user_id
        union all
        select 'merge_request_events', e.key, m.link from listed m join keyed e on e.iid = m.iid where m.is_out
        union all
        select 'merge_request_notes', t.source_id::text, coalesce(t.raw #>> '{links,html,href}', m.link)
        from listed m join forge.notes t on t.project_id = m.project_id and t.noteable_type = 'merge_request'
            and t.noteable_iid = m.iid and (t.vanished_at is not null or m.is_out)
        union all
        select 'tasks', k.source_id::text, coalesce(k.raw #>> '{links,html,href}', m.link)
        from listed m join forge.tasks k on k.project_id = m.project_id and k.merge_request_iid = m.iid
            and (k.vanished_at is not null or m.is_out)
        union all
        select 'members', a.person, null
        from here h join forge.members b on b.project_id = h.project_id and export_losses.thing = 'projects'
            and b.vanished_at is not null
        join names a on a.user_id = b.user_id),
    undated as (
        select m.iid, m.link, nullif(concat_ws('; ',
                   case when m.created_at is null then 'no time is known at which it was made' end,
                   case when m.state = 'merged' and m.merged_at is null or m.state = 'closed' and m.closed_at is null
                        then 'no time is known at which it was merged or closed' end), '') as words
        from pulls m)
    select json_build_object('thing', l.thing, 'key', l.key, 'what', l.what, 'detail', l.detail, 'link', l.link,
               'outcome', l.outcome)::text
    from (
        select 'merge_requests' as thing, m.iid::text as key, 'state' as what, null as detail, m.link, null as outcome
        from pulls m where m.source_state = 'SUPERSEDED'
        union all
        select 'merge_requests', u.iid::text, 'date', u.words, u.link, null from undated u where u.words is not null
        union all
        select 'merge_requests', m.iid::text, 'head', m.head_missing, m.link, null from pulls m where m.head_oid is null
        union all
        select 'merge_requests', m.iid::text, 'branch', concat_ws(', ', case when b.is_fork
                   then coalesce('from ' || m.source_full_name, 'from a repository that is gone') end,
                   case when b.head_ref is distinct from m.source_branch
                        then format('branch %s is %s', coalesce(m.source_branch, '?'), b.head_ref) end), m.link,
               case when b.head_ref is distinct from m.source_branch then 'changed' else 'as text' end
        from pulls m join branches b on b.iid = m.iid
        where b.is_fork or b.head_ref is distinct from m.source_branch
        union all
        select 'merge_request_events', e.key, 'event', 'Bitbucket does not say what changed', m.link, null
        from pulls m
        join keyed e on e.iid = m.iid
        where e.kind = 'updated' and not exists (
            select from changes c where c.iid = e.iid and c.place = e.place)
        union all
        select 'tasks', k.source_id::text, 'task', null, coalesce(k.raw #>> '{links,html,href}', m.link), null
        from pulls m join forge.tasks k on k.project_id = m.project_id and k.merge_request_iid = m.iid
            and (m.has_gone or k.vanished_at is null)
        union all
        select 'tasks', k.source_id::text, 'date', 'no time is known at which it was written', m.link, null
        from pulls m join forge.tasks k on k.project_id = m.project_id and k.merge_request_iid = m.iid
            and (m.has_gone or k.vanished_at is null) and k.created_at is null
        union all
        select n.noteable_type || '_notes', n.source_id::text, w.what, w.detail,
               coalesce(n.raw #>> '{links,html,href}', n.link), w.outcome
        from notes n
        cross join lateral (
            select 'deleted note' as what, null as detail, case when exists (
                       select from forge.notes a where a.project_id = n.project_id
                       and a.noteable_type = n.noteable_type and a.noteable_iid = n.noteable_iid
                       and a.parent_source_id = n.source_id) then 'changed' else 'dropped' end as outcome
            where n.deleted
            union all
            select 'deleted note', 'an unpublished draft', 'dropped' where n.pending and not n.deleted
            union all
            select 'date', 'no time is known at which it was written', null
            where n.created_at is null and not n.deleted and not n.pending
            union all
            select 'sanitised', null, null where n.sanitised) w
        union all
        select 'merge_request_notes', n.source_id::text, 'file comment', t.path,
               coalesce(n.raw #>> '{links,html,href}', n.link), null
        from threads t
        join notes n on n.noteable_type = 'merge_request' and n.noteable_iid = t.iid and n.source_id = t.first_id
        where t.path is not null and t.new_line is null and t.old_line is null
        union all
        select 'merge_requests', m.iid::text, 'sanitised', null, m.link, null from pulls m where m.sanitised
        union all
        select 'tasks', k.source_id::text, 'sanitised', null, m.link, null
        from pulls m join forge.tasks k on k.project_id = m.project_id and k.merge_request_iid = m.iid and k.sanitised
            and (m.has_gone or k.vanished_at is null)
        union all
        select 'issues', i.iid::text, 'sanitised', null, i.link, null from issues i where i.sanitised
        union all
        select 'issue_events', format('%s/%s/%s', e.iid, e.source_id, e.field) || case when e.n > 1
                   then format(' (%s)', e.n) else '' end, 'date', 'no time is known at which it happened', i.link, null
        from issues i join forge.issue_events e on e.project_id = i.project_id and e.iid = i.iid and e.at is null
        union all
        select d.thing, d.name || case when d.n > 1 then format(' (%s)', d.n) else '' end, 'label',
               case when d.label is null then 'it has no name' when d.place > 1 then 'another has its name'
                   else d.label end, null, case when d.place > 1 or d.label is null then 'dropped' end
        from forge.export_labels(export_losses.run) d
        where export_losses.thing = 'projects' and (d.place > 1 or d.is_changed)
        union all
        select g.thing, g.key, 'vanished', null, g.link, case when not h.has_gone then 'dropped' end
        from here h cross join gone g
        union all
        select o.thing, o.key, 'owner', o.detail, o.link, null
        from here h cross join lateral forge.export_alone(h.project_id) o where export_losses.thing = 'projects'
        union all
        select w.*, null from here h
        join forge.projects p on p.id = h.project_id and export_losses.thing = 'projects'
        cross join lateral (
            select 'projects', p.slug, 'sanitised', null, p.raw #>> '{links,html,href}' where p.sanitised
            union all
            select 'people', a.person, 'sanitised', null, null
            from names a join forge.users u on u.id = a.user_id where u.sanitised
            union all
            select x.thing, x.name, 'sanitised', null, null
            from (select 'components', c.name, c.sanitised from forge.components c where c.project_id = p.id
                  union select 'versions', v.name, v.sanitised from forge.versions v where v.project_id = p.id
                  union select 'milestones', s.name, s.sanitised from forge.milestones s where s.project_id = p.id)
                 x(thing, name, sanitised) where x.sanitised
            union all
            select 'attachments', a.issue_iid || '/' || a.name || case when a.n > 1 then format(' (%s)', a.n) else ''
                end,
                   'sanitised', null, null
            from forge.attachments a where a.project_id = p.id and a.sanitised) w
        union all
        select 'refs', case f.kind when 'code' then f.name else f.kind || ' ' || f.name end, 'vanished',
               'nor in the repository', null, 'dropped'
        from here h join forge.refs f on f.project_id = h.project_id and f.vanished_at is not null
            and export_losses.thing = 'projects'
        union all
        select 'refused_refs', '\x' || encode(f.name, 'hex'), 'refused ref', f.kept_as, null,
               case when f.kept_as is null then 'dropped' end
        from here h join forge.refused_refs f on f.project_id = h.project_id and export_losses.thing = 'projects') l;
$$;
comment on function forge.export_losses(bigint, text, text, text) is
$$What forges lose alike of one page of merge_requests or issues with all that belongs to them, or of the project
itself (projects), as far as the tables say: rows of brigade.put_export_losses, of kinds that brigade.loss_kinds has.
The functions of the targets (forge.forgejo_losses and others) add what each of them cannot hold.$$;
