create or replace function forge.forgejo_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, number bigint, form text, item text, key text, markup text, is_root boolean, path text,
               old_line bigint, new_line bigint, base_sha text, head_sha text, prefix text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select t.iid, t.number, case when w.is_opinion then t.type when t.path is not null then 'anchored'
               else 'comment' end,
           json_build_object('issue_index', t.number, 'index', t.place * 8 + t.code, 'comment_type',
               case when w.is_opinion then 'comment' else t.type end,
               'poster_id', coalesce(t.user_id, 0), 'poster_name', '', 'poster_email', '',
               'created', forge.export_time(t.at), 'updated', forge.export_time(t.updated),
               'content', t.content, 'reactions', '[]'::json, 'meta', coalesce(t.meta, '{}'))::text,
           t.key, t.markup, t.is_root, t.path, t.old_line, t.new_line, t.base_sha, t.head_sha,
           concat(case when t.start_line is not null
               then format(e'Lines %s to %s:\n\n', t.start_line, coalesce(t.new_line, t.old_line)) end, t.prefix),
           t.link
    from forge.export_talk(forgejo_talk.run, after_key, upto_key) t
    cross join lateral (select t.type in ('APPROVED', 'CHANGES_REQUESTED') as is_opinion) w
    order by t.iid, t.at, t.code, t.place, t.type collate "C";
$$;
comment on function forge.forgejo_talk(bigint, text, text) is
$$What was said and done in the pull requests of one page (forge.export_pages), for Forgejo: by pull request and time.
item: an element of comments/<number>.yml in which the person is a number of forge.users. form: comment, anchored (at
a line, or at a file when both lines are null), APPROVED or CHANGES_REQUESTED. Its index is place times 8, and code, as
forge.export_talk has them. key: that of its losses. prefix: what stands in front of the text.$$;
