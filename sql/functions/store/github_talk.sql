create or replace function forge.github_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, form text, element bigint, at text, updated text, person text, content text,
               key text, markup text, prefix text, link text, thread bigint, review bigint, path text,
               old_line bigint, new_line bigint, start_line bigint, base_sha text, head_sha text, resolved_at text,
               resolver text, is_guessed boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with logins as materialized (select l.* from forge.github_logins(github_talk.run) l),
    talk as materialized (
        select t.*, t.place * 8 + t.code as element
        from forge.export_talk(github_talk.run, after_key, upto_key) t
        -- Events of GitHub are records of forge.github_events.
        where t.type not in ('merge_pull', 'close', 'reopen', 'change_title')),
    -- Of a thread, what is written first names it, and of each author in it, the review.
    threads as materialized (
        select t.*, t.path is not null and t.code = 5 as is_resolution,
               case when t.path is not null then first_value(t.element) over (
                   partition by t.iid, t.root_id order by t.code = 5, t.is_root desc, t.at, t.element) end as thread,
               case when t.path is not null then first_value(t.element) over (
                   partition by t.iid, t.root_id, t.user_id order by t.code = 5, t.is_root desc, t.at, t.element) end
                   as review
        from talk t),
    -- GitHub wants time and person: those of the last comment stand for what nobody knows.
    resolved as materialized (
        select t.iid, t.root_id, forge.github_time(coalesce(d.resolved_at, t.at)) as at, u.url,
               num_nulls(d.resolved_at, d.resolved_by_id) > 0 as is_guessed
        from threads t
        join brigade.runs r on r.id = github_talk.run
        join forge.notes d on d.project_id = r.project_id and d.noteable_type = 'merge_request'
            and d.noteable_iid = t.iid and d.source_id = t.root_id
        join logins u on u.user_id = coalesce(d.resolved_by_id, t.user_id, 0)
        where t.is_resolution)
    select t.iid, case when t.type in ('APPROVED', 'CHANGES_REQUESTED') then t.type
               when t.is_resolution then 'resolution' when t.path is not null then 'inline' else 'comment' end,
           t.element, forge.github_time(t.at), forge.github_time(t.updated), u.url, case t.type
               when 'change_target_branch' then format('target branch: %s → %s', t.meta ->> 'OldRef',
                   t.meta ->> 'NewRef')
               when 'APPROVED' then 'approved' when 'CHANGES_REQUESTED' then 'requested changes' else t.content end,
           t.key, t.markup, t.prefix, t.link, t.thread, t.review, t.path, t.old_line, t.new_line,
           t.start_line, t.base_sha, t.head_sha, w.at, w.url, w.is_guessed
    from threads t
    join logins u on u.user_id = coalesce(t.user_id, 0)
    left join resolved w on w.iid = t.iid and w.root_id = t.root_id
    order by t.iid, t.thread nulls first, t.element is distinct from t.thread, t.is_resolution, t.at, t.element,
        t.type collate "C";
$$;
comment on function forge.github_talk(bigint, text, text) is
$$What was said in the pull requests of one page (forge.export_pages), for GitHub: by pull request, what is about no
lines first, then thread by thread; times and people as records have them. form: comment, inline, resolution (that such
a thread was resolved), APPROVED or CHANGES_REQUESTED. element: place of forge.export_talk times 8, and its code.
thread: the first element of a thread that is written; review: the same of one author in it. is_guessed: when it was
resolved, or by whom, is not known.$$;
