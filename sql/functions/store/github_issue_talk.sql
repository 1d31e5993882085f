create or replace function forge.github_issue_talk(run bigint, after_key text, upto_key text)
returns table (iid bigint, subject text, element bigint, at text, updated text, person text, content text, key text,
               markup text, prefix text, link text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with logins as materialized (select l.* from forge.github_logins(github_issue_talk.run) l),
    labeled as materialized (
        select c.* from brigade.runs r
        cross join lateral forge.github_label_changes(r.project_id, after_key, upto_key) c
        where r.id = github_issue_talk.run)
    select t.iid, format('https://bitbucket.org/%s/issues/%s', p.full_name, t.number), t.place * 8 + t.code,
           forge.github_time(t.at), forge.github_time(t.updated), u.url,
           w.content, t.key, t.markup, t.prefix, t.link
    from brigade.runs r
    join forge.projects p on p.id = r.project_id
    cross join forge.export_issue_talk(github_issue_talk.run, after_key, upto_key) t
    join logins u on u.user_id = coalesce(t.user_id, 0)
    -- Of several changes, those that are events are left out.
    cross join lateral (
        select case when t.code = 3 and exists (
                       select from labeled c where c.iid = t.iid and c.source_id = t.place)
               then (select string_agg(l.line, e'\n' order by l.place)
                     from regexp_split_to_table(t.content, e'\n') with ordinality l(line, place)
                     where not exists (
                        select from labeled c where c.iid = t.iid and c.source_id = t.place and c.words = l.line))
               else t.content end as content) w
    where r.id = github_issue_talk.run and t.type = 'comment' and w.content is not null
    order by t.iid, t.at, t.code, t.place;
$$;
comment on function forge.github_issue_talk(bigint, text, text) is
$$What was said in the issues of one page (forge.export_pages), for GitHub: by issue and time, as forge.github_talk
has it; subject: the address of the issue. Changes that are events of GitHub are records of forge.github_events.$$;
