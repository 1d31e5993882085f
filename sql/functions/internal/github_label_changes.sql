create or replace function forge.github_label_changes(project bigint, after_key text, upto_key text)
returns table (iid bigint, source_id bigint, words text, at timestamptz, user_id bigint, old_label text, new_label text,
               n integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with labels as materialized (select l.name from forge.github_labels(github_label_changes.project) l)
    select e.iid, e.source_id, format('%s: %s → %s', e.field,
               coalesce(nullif(regexp_replace(e.old_value, '[\r\n]+', ' ', 'g'), ''), 'none'),
               coalesce(nullif(regexp_replace(e.new_value, '[\r\n]+', ' ', 'g'), ''), 'none')),
           e.at, e.user_id, w.old_label, w.new_label, e.n
    from forge.issue_events e
    cross join lateral (
        select forge.forgejo_label(e.field, e.old_value) as old_label,
               forge.forgejo_label(e.field, e.new_value) as new_label) w
    where e.project_id = github_label_changes.project and e.iid > coalesce(after_key::bigint, 0)
      and e.iid <= upto_key::bigint and e.field in ('kind', 'priority', 'component', 'version')
      and num_nulls(w.old_label, w.new_label) < 2
      and (w.old_label is null or w.old_label in (select l.name from labels l))
      and (w.new_label is null or w.new_label in (select l.name from labels l));
$$;
comment on function forge.github_label_changes(bigint, text, text) is
$$Changes of the issues of a page that are events of labels at GitHub, because the labels are there, and the words that
forge.export_issue_talk has for them.$$;
