create or replace function forge.github_losses(run bigint, thing text, after_key text, upto_key text)
returns table (loss text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as materialized (
        select r.project_id, r.options ->> 'vanished' is distinct from 'false' as has_gone
        from brigade.runs r where r.id = github_losses.run),
    names as materialized (select n.* from forge.names_of(github_losses.run) n),
    pulls as materialized (
        select m.*, m.raw #>> '{links,html,href}' as link, l.key is not null as is_issue
        from here h
        join forge.merge_requests m on m.project_id = h.project_id and (h.has_gone or m.vanished_at is null)
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        left join brigade.export_losses l on l.export_id = github_losses.run and l.thing = 'merge_requests'
            and l.key = m.iid::text and l.what = 'head'
        where github_losses.thing = 'merge_requests'),
    refs as materialized (
        select '\x' || encode(f.name, 'hex') as key, n.name as became
        from here h
        cross join lateral forge.github_ref_names(h.project_id) n
        join forge.refused_refs f on f.project_id = h.project_id and f.kept_as = n.kept_as
        where github_losses.thing = 'projects'),
    -- What both lose alike.
    shared as (
        select f.loss::jsonb as loss
        from forge.forgejo_losses(run => github_losses.run, thing => github_losses.thing,
            after_key => github_losses.after_key, upto_key => github_losses.upto_key) f)
    select s.loss::text
    from shared s
    where s.loss ->> 'what' in ('state', 'date', 'branch', 'number moved', 'event', 'task', 'thread', 'deleted note',
            'title', 'label', 'lfs', 'owner', 'sanitised', 'vanished')
       or s.loss ->> 'what' = 'refused ref' and s.loss ->> 'key' not in (select f.key from refs f)
    union all
    select json_build_object('thing', l.thing, 'key', l.key, 'what', l.what, 'detail', l.detail, 'link', l.link,
               'outcome', l.outcome)::text
    from (
        select 'merge_requests' as thing, m.iid::text as key, 'title' as what, null as detail, m.link, null as outcome
        from pulls m where btrim(m.title) = ''
        union all
        select 'merge_request_reviewers', v.iid || '/' || a.person, 'reviewer', v.role, m.link, null
        from pulls m
        join forge.merge_request_reviewers v on v.project_id = m.project_id and v.iid = m.iid and v.state is null
            and v.vanished_at is null
        join names a on a.user_id = v.user_id
        where v.role <> 'reviewer' or m.state <> 'opened' or m.is_issue
        union all
        -- Of a thread at a line, GitHub has who resolved it and when: its page knows whether there is one.
        select 'merge_request_notes', n.source_id::text, 'resolved', null, coalesce(n.raw #>> '{links,html,href}',
                   m.link), 'as text'
        from pulls m
        join here h on h.project_id = m.project_id
        join forge.notes n on n.project_id = m.project_id and n.noteable_type = 'merge_request'
            and n.noteable_iid = m.iid and (h.has_gone or n.vanished_at is null)
        where (n.resolved or n.resolved_at is not null) and n.source_id = n.discussion_source_id and n.path is null
        union all
        select 'issues', i.iid::text, 'title', null, i.raw #>> '{links,html,href}', null
        from here h join forge.issues i on i.project_id = h.project_id and btrim(i.title) = ''
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        where github_losses.thing = 'issues'
        union all
        select w.*
        from here h
        join forge.projects p on p.id = h.project_id and github_losses.thing = 'projects'
        cross join lateral (
            select 'projects', p.slug, 'unproven', null, p.raw #>> '{links,html,href}', null
            union all
            select 'projects', p.slug, 'project', concat_ws('; ', 'language ' || p.language,
                   'fork of ' || p.parent_full_name), p.raw #>> '{links,html,href}', null
            union all
            select 'projects', p.slug, 'date', 'pull requests, comments of no line and reviews have no time of their '
                   'last change', p.raw #>> '{links,html,href}', null
            union all
            select 'members', a.person, 'permission', coalesce(b.permission, 'not known'), null, null
            from forge.members b join names a on a.user_id = b.user_id
            where b.project_id = p.id and (h.has_gone or b.vanished_at is null)
              and (b.vanished_at is not null or coalesce(b.permission, '') not in ('read', 'write', 'admin'))
            union all
            select 'refused_refs', f.key, 'ref', f.became, null, null from refs f) w) l;
$$;
comment on function forge.github_losses(bigint, text, text, text) is
$$What GitHub cannot hold of one page of merge_requests or issues with all that belongs to them, or of the project
itself (projects), as far as the tables say: rows of brigade.put_export_losses, of kinds that brigade.loss_kinds has.
What git and the texts say is added by the jobs, that of the code first.$$;
