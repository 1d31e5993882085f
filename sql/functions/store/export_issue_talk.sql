create or replace function forge.export_issue_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, number bigint, place bigint, code integer, at timestamptz, updated timestamptz,
               user_id bigint, type text, content text, meta json, key text, markup text, prefix text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with page as materialized (
        select i.*, n.number
        from brigade.runs r
        join forge.issues i on i.project_id = r.project_id
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        join forge.numbers n on n.project_id = r.project_id and n.kind = 'issue' and n.iid = i.iid
            and n.scheme = coalesce(r.options ->> 'numbers', 'pulls_first')
            and n.iid > coalesce(after_key::bigint, 0) and n.iid <= upto_key::bigint
        where r.id = export_issue_talk.run),
    elements as materialized (
        select i.iid, coalesce(t.created_at, t.updated_at) as at, t.source_id as place, 0 as code, t.author_id as
            user_id,
               'comment' as type, case when t.deleted then '*Comment deleted*' else t.body end as content,
               coalesce(t.updated_at, t.created_at) as updated, null::json as meta, t.source_id::text as key,
               t.raw #>> '{content,markup}' as markup,
               case when t.parent_source_id is not null then
                   '> ' || left(split_part(replace(coalesce(b.body, ''), e'\r', ''), e'\n', 1), 200) || e'\n\n' end as
                       prefix,
               coalesce(t.raw #>> '{links,html,href}', i.raw #>> '{links,html,href}') as link
        from page i
        join forge.notes t on t.project_id = i.project_id and t.noteable_type = 'issue' and t.noteable_iid = i.iid
        left join forge.notes b on b.project_id = t.project_id and b.noteable_type = 'issue'
            and b.noteable_iid = t.noteable_iid and b.source_id = t.parent_source_id
        where not t.pending and (not t.deleted or exists (
            select from forge.notes a where a.project_id = t.project_id and a.noteable_type = t.noteable_type
                and a.noteable_iid = t.noteable_iid and a.parent_source_id = t.source_id))
        union all
        select s.iid, s.at, s.place, s.code, s.user_id, s.type, s.content, s.at, s.meta, null, 'changes', null, null
        from forge.export_issue_states(export_issue_talk.run, after_key, upto_key) s)
    select i.iid, i.number, e.place, e.code, w.at, coalesce(e.updated, w.at), e.user_id, e.type,
           coalesce(e.content, ''), e.meta, e.key, e.markup, e.prefix, e.link
    from elements e
    join page i on i.iid = e.iid
    cross join lateral (select coalesce(e.at, i.updated_at, i.created_at, 'epoch') as at) w;
$$;
comment on function forge.export_issue_talk(bigint, text, text) is
$$Comments and changes of the issues of one page (forge.export_pages), in no order, as forge.export_talk has them. The
place of a change is Bitbucket's number of it, and its code 3; a comment of changes has a line for each.$$;
