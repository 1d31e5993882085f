create or replace function forge.site_anchors(run bigint, thing text, after_key text, upto_key text,
                                              content text default null)
returns table (source_id bigint, iid bigint, is_issue boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with here as (
        select r.project_id, r.options ->> 'vanished' is distinct from 'false' as has_gone from brigade.runs r
        where r.id = site_anchors.run),
    texts as (
        select concat_ws(' ', m.description, m.close_reason) as body
        from here h
        join forge.merge_requests m on m.project_id = h.project_id and site_anchors.thing = 'merge_requests'
            and m.iid > coalesce(after_key::bigint, 0) and m.iid <= upto_key::bigint
        union all
        select i.description from here h
        join forge.issues i on i.project_id = h.project_id and site_anchors.thing = 'issues'
            and i.iid > coalesce(after_key::bigint, 0) and i.iid <= upto_key::bigint
        union all
        select n.body from here h
        join forge.notes n on n.project_id = h.project_id
            and n.noteable_type = case site_anchors.thing when 'issues' then 'issue' else 'merge_request' end
            and n.noteable_iid > coalesce(after_key::bigint, 0) and n.noteable_iid <= upto_key::bigint
        union all
        select k.content from here h
        join forge.tasks k on k.project_id = h.project_id and site_anchors.thing = 'merge_requests'
            and k.merge_request_iid > coalesce(after_key::bigint, 0)
            and k.merge_request_iid <= upto_key::bigint
        union all
        select site_anchors.content),
    named as (
        select distinct w.found[1]::bigint as source_id
        from texts t cross join lateral regexp_matches(t.body, '#comment-([0-9]{1,18})(?![0-9])', 'g') w(found)
        where strpos(t.body, '#comment-') > 0)
    select n.source_id, n.noteable_iid, n.noteable_type = 'issue'
    from here h
    cross join named d
    join forge.notes n on n.project_id = h.project_id and n.noteable_type in ('merge_request', 'issue')
        and n.source_id = d.source_id and not n.pending
        and (h.has_gone or n.vanished_at is null and not (
            n.noteable_type = 'merge_request' and forge.has_vanished(n.project_id, n.noteable_iid)))
    order by n.source_id, n.noteable_type collate "C";
$$;
comment on function forge.site_anchors(bigint, text, text, text, text) is
$$Comments that texts of one page of pull requests or issues link to, or that one text does which is in no table of
these (content), with the page of a site that each stands on.$$;
