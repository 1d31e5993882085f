create or replace function forge.site_words(run bigint, thing text, after_key text, upto_key text)
returns table (line text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as (
        select r.project_id, r.options ->> 'vanished' is distinct from 'false' as has_gone from brigade.runs r
        where r.id = site_words.run),
    names as materialized (select n.* from forge.names_of(site_words.run) n),
    texts as (
        select 'p' as kind, m.iid, concat_ws(' ', m.title, m.description, m.close_reason, m.source_branch,
                                        m.target_branch, a.name) as words
        from here h
        join forge.merge_requests m on m.project_id = h.project_id and site_words.thing = 'merge_requests'
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
            and (h.has_gone or m.vanished_at is null)
        left join names a on a.user_id = m.author_id
        union all
        select 'i', i.iid, concat_ws(' ', i.title, i.description, i.component, i.version, i.milestone, a.name)
        from here h
        join forge.issues i on i.project_id = h.project_id and site_words.thing = 'issues'
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        left join names a on a.user_id = i.author_id
        union all
        select w.kind, n.noteable_iid, concat_ws(' ', n.body, n.path, a.name)
        from here h
        cross join lateral (
            select case site_words.thing when 'issues' then 'i' else 'p' end as kind,
                   case site_words.thing when 'issues' then 'issue' else 'merge_request' end as type) w
        join forge.notes n on n.project_id = h.project_id and n.noteable_type = w.type and not n.pending
            and num_nonnulls(n.merge_request_iid, n.issue_iid) = 1
            and n.noteable_iid > coalesce(after_key::bigint, 0) and n.noteable_iid <= upto_key::bigint
            and (h.has_gone or n.vanished_at is null and not (
                w.kind = 'p' and forge.has_vanished(n.project_id, n.noteable_iid)))
        left join names a on a.user_id = n.author_id
        union all
        select 'p', k.merge_request_iid, k.content
        from here h
        join forge.tasks k on k.project_id = h.project_id and site_words.thing = 'merge_requests'
            and k.owner_iid is not null and k.merge_request_iid > coalesce(after_key::bigint, 0)
            and k.merge_request_iid <= upto_key::bigint
            and (h.has_gone or k.vanished_at is null and not forge.has_vanished(k.project_id, k.merge_request_iid))
        union all
        select 'i', t.issue_iid, t.name
        from here h
        join forge.attachments t on t.project_id = h.project_id and site_words.thing = 'issues'
            and t.owner_iid is not null and t.issue_iid > coalesce(after_key::bigint, 0)
            and t.issue_iid <= upto_key::bigint)
    select l.line
    from (
        select distinct encode(convert_to(left(w.word, 2), 'UTF8'), 'hex') || e'\t' || w.word || e'\t' || t.kind
               || lpad(t.iid::text, 18, '0') as line
        from texts t
        cross join lateral forge.words_of(t.words) w(word)) l
    order by l.line collate "C";
$$;
comment on function forge.site_words(bigint, text, text, text) is
$$Words of the pull requests or issues of one page (forge.export_pages), for the search pages of a site: lines in the
order of their bytes, each with the first two letters of the word in hexadecimal digits, the word, and p or i with the
number.$$;
