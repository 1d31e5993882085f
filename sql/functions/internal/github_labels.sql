create or replace function forge.github_labels(project bigint)
returns table (name text, color text, description text, url text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select distinct on (lower(l.name) collate "C") l.name, l.color, l.description,
           format('https://bitbucket.org/%s/labels/%s', p.full_name, forge.github_escaped(l.name))
    from forge.projects p
    cross join lateral (
        select forge.github_label(l.name) as name, l.color, l.description from forge.forgejo_labels(p.id) l
        union all
        -- Which these are, git tells while they are written.
        select 'pull request', left(forge.fnv32('pull request'), 6), 'A pull request without its commits'
        where exists (select from forge.merge_requests m where m.project_id = p.id)) l
    where p.id = github_labels.project
    order by lower(l.name) collate "C", l.description = 'Named by issues alone', l.name collate "C";
$$;
comment on function forge.github_labels(bigint) is
$$Labels of a project at GitHub, each with the address that records name it by: those of forge.forgejo_labels as
forge.github_label cuts them, those once that differ in the case of letters alone, and one for pull requests that become
issues.$$;
