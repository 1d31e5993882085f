create or replace function forge.forgejo_issue_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, number bigint, form text, item text, key text, markup text, prefix text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select t.iid, t.number, 'comment', json_build_object('issue_index', t.number, 'index', t.place * 8 + t.code,
               'comment_type', t.type, 'poster_id', coalesce(t.user_id, 0), 'poster_name', '', 'poster_email', '',
               'created', forge.export_time(t.at), 'updated', forge.export_time(t.updated),
               'content', t.content, 'reactions', '[]'::json, 'meta', coalesce(t.meta, '{}'))::text,
           t.key, t.markup, t.prefix, t.link
    from forge.export_issue_talk(forgejo_issue_talk.run, after_key, upto_key) t
    order by t.iid, t.at, t.code, t.place, t.type collate "C";
$$;
comment on function forge.forgejo_issue_talk(bigint, text, text) is
$$Comments and changes of the issues of one page (forge.export_pages), for Forgejo: by issue and time, as
forge.forgejo_talk has them.$$;
