create or replace function forge.github_label_changes(project bigint, after_key text, upto_key text)
returns table (iid bigint, source_id bigint, words text, at timestamptz, user_id bigint, old_label text, new_label text,
               n integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with labels as materialized (select l.name from forge.github_labels(github_label_changes.project) l)
    select e.iid, e.source_id, format('%s: %s → %s', e.field,
               coalesce(nullif(regexp_replace(e.old_value, '[\r\n]+', ' ', 'g'), ''), 'none'),
               coalesce(nullif(regexp_replace(e.new_value, '[\r\n]+', ' ', 'g'), ''), 'none')),
           e.at, e.user_id, o.name, n.name, e.n
    from forge.issue_events e
    left join labels o on lower(o.name) = lower(forge.github_label(forge.forgejo_label(e.field, e.old_value)))
    left join labels n on lower(n.name) = lower(forge.github_label(forge.forgejo_label(e.field, e.new_value)))
    where e.project_id = github_label_changes.project and e.iid > coalesce(after_key::bigint, 0)
      and e.iid <= upto_key::bigint and e.field in ('kind', 'priority', 'component', 'version')
      and num_nulls(o.name, n.name) < 2
      and (o.name is not null) = (forge.forgejo_label(e.field, e.old_value) is not null)
      and (n.name is not null) = (forge.forgejo_label(e.field, e.new_value) is not null);
$$;
comment on function forge.github_label_changes(bigint, text, text) is
$$Changes of the issues of a page that are events of labels at GitHub, because the labels are there, and the words that
forge.export_issue_talk has for them.$$;
