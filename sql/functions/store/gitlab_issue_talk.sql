create or replace function forge.gitlab_issue_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, item text, discussion text, thing text, key text, markup text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select i.* from brigade.runs r
        join forge.issues i on i.project_id = r.project_id
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        where r.id = gitlab_issue_talk.run),
    states as materialized (
        select s.* from brigade.runs r
        cross join lateral forge.gitlab_issue_states(r.project_id, after_key, upto_key) s
        where r.id = gitlab_issue_talk.run),
    elements as materialized (
        select i.iid, coalesce(t.created_at, t.updated_at) as at, t.source_id as place, 0 as code, t.author_id
            as user_id,
               case when t.deleted then '*Comment deleted*' else t.body end as content,
               coalesce(t.updated_at, t.created_at) as updated, t.edited, 'issue_notes' as thing,
               t.source_id::text as key, t.raw #>> '{content,markup}' as markup,
               t.discussion_source_id::text as discussion,
               coalesce(t.raw #>> '{links,html,href}', i.raw #>> '{links,html,href}') as link
        from page i
        join forge.notes t on t.project_id = i.project_id and t.noteable_type = 'issue' and t.noteable_iid = i.iid
        where not t.pending and (not t.deleted or exists (
            select from forge.notes a where a.project_id = t.project_id and a.noteable_type = t.noteable_type
                and a.noteable_iid = t.noteable_iid and a.parent_source_id = t.source_id))
        union all
        select i.iid, min(e.at), e.source_id, 3, min(e.user_id), string_agg(case
                   when e.field = 'content' then 'description changed'
                   else format('%s: %s → %s', e.field,
                       coalesce(nullif(regexp_replace(e.old_value, '[\r\n]+', ' ', 'g'), ''), 'none'),
                       coalesce(nullif(regexp_replace(e.new_value, '[\r\n]+', ' ', 'g'), ''), 'none')) end,
                   e'\n' order by e.field collate "C", e.n),
               min(e.at), false, 'issue_events', null, 'changes', format('change/%s/%s', i.iid, e.source_id), null
        from page i
        join forge.issue_events e on e.project_id = i.project_id and e.iid = i.iid
        where not (e.field = 'state' and e.n = 1 and exists (
            select from states s where s.iid = e.iid and s.place = e.source_id and s.code = 3))
        group by i.iid, e.source_id),
    counted as (
        select e.*, count(*) over (partition by e.iid, e.discussion) > 1 as is_thread from elements e)
    select i.iid, json_build_object('id', c.place * 8 + c.code, 'note', coalesce(c.content, ''),
               'noteable_type', 'Issue', 'author_id', coalesce(c.user_id, 0),
               'created_at', forge.export_time(w.at), 'updated_at', forge.export_time(coalesce(c.updated, w.at)),
               'last_edited_at', case when c.edited then forge.export_time(c.updated) end, 'system', false,
               'type', case when c.is_thread then 'DiscussionNote' end)::text,
           c.discussion, c.thing, c.key, c.markup, c.link
    from counted c
    join page i on i.iid = c.iid
    cross join lateral (select coalesce(c.at, i.updated_at, i.created_at, 'epoch') as at) w
    order by i.iid, w.at, c.code, c.place;
$$;
comment on function forge.gitlab_issue_talk(bigint, text, text) is
$$Comments and changes of the issues of one page (forge.export_pages), for GitLab: by issue and time, as
forge.gitlab_talk has them. A note of changes has a line for each.$$;
