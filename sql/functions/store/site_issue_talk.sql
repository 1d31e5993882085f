create or replace function forge.site_issue_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, section text, thing text, key text, link text, anchor text, depth integer, user_id bigint,
               words text, at text, marks text, body text, markup text, is_root boolean, path text, old_line bigint,
               new_line bigint, start_line bigint, base_sha text, head_sha text, is_file boolean, is_picture boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select i.* from brigade.runs r
        join forge.issues i on i.project_id = r.project_id
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        where r.id = site_issue_talk.run),
    tree as materialized (
        select t.* from brigade.runs r
        cross join lateral forge.site_notes(r.id, 'issue', after_key, upto_key) t
        where r.id = site_issue_talk.run),
    items as (
        select i.iid, 1 as place, 'Files' as section, 'attachments' as thing, null::text as key, null::text as link,
               null::text as anchor, 0 as depth, null::bigint as user_id,
               pg_size_pretty(t.size_bytes) as words, null::timestamptz as at, '{}'::text[] as marks, t.name as body,
               null as markup, forge.site_address('files/' || t.sha256 || '/' || w.name) as path,
               forge.site_shows(w.name) as is_picture,
               array[row_number() over (partition by i.iid order by t.name collate "C", t.n)] as position
        from page i
        join forge.attachments t on t.project_id = i.project_id and t.issue_iid = i.iid
        cross join lateral (select forge.site_file_name(t.name) as name) w
        union all
        select i.iid, 2, 'Timeline', null, null, null, null, 0, i.author_id, 'opened it', i.created_at, '{}', null,
               null, null, false, array[0::bigint] from page i
        union all
        select i.iid, 2, 'Timeline', 'issue_events', null, null, null, 0, e.user_id,
               case when e.field = 'content' then 'changed the description'
                    else format('changed %s: %s → %s', e.field, coalesce(nullif(e.old_value, ''), 'none'),
                        coalesce(nullif(e.new_value, ''), 'none')) end,
               e.at, '{}', null, null, null, false,
               array[1, e.source_id, row_number() over (partition by e.iid, e.source_id order by e.field collate "C",
                   e.n)]
        from page i join forge.issue_events e on e.project_id = i.project_id and e.iid = i.iid
        union all
        select i.iid, 3, 'Comments', 'issue_notes', n.source_id::text, n.raw #>> '{links,html,href}',
               'comment-' || n.source_id, t.depth, n.author_id,
               case when n.parent_source_id is null then 'commented' else 'answered' end,
               coalesce(n.created_at, n.updated_at),
               array[case when n.edited then 'edited ' || forge.export_date(n.updated_at) end,
                   case when n.deleted then 'comment deleted' end,
                   case when n.vanished_at is not null then 'no longer at Bitbucket' end],
               n.body, n.raw #>> '{content,markup}', null, false, t.path
        from page i join tree t on t.iid = i.iid
        join forge.notes n on n.project_id = i.project_id and n.noteable_type = 'issue'
            and n.source_id = t.source_id and n.noteable_iid = t.iid)
    select i.iid, i.section, i.thing, i.key, i.link, i.anchor, i.depth, i.user_id, i.words, forge.export_time(i.at),
           array_to_json(array_remove(i.marks, null))::text, i.body, i.markup, false, i.path, null::bigint,
           null::bigint, null::bigint, null, null, i.place = 1, i.is_picture
    from items i
    order by i.iid, i.place, case when i.place = 2 then i.at end nulls last, i.position;
$$;
comment on function forge.site_issue_talk(bigint, text, text) is
$$What was said and done in the issues of one page (forge.export_pages), for a site, as forge.site_talk has it. is_file:
an attached file, whose name is body and whose address is path; is_picture: browsers show it.$$;
