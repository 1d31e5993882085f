create or replace function brigade.check_import(wanted brigade.runs) returns brigade.runs
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    select p.workspace, p.slug into wanted.workspace, wanted.slug from brigade.parse_source(wanted.source) p;
    wanted.source := wanted.workspace || coalesce('/' || nullif(wanted.slug, ''), '');
    wanted.pipeline := case when wanted.slug = '' then 'workspace' else 'import' end;
    wanted.mode := coalesce(wanted.mode, 'full');
    if wanted.slug <> '' and coalesce(wanted.include, wanted.exclude) is not null then
        raise exception using errcode = '22023',
            message = 'include and exclude choose among the repositories of a workspace',
            hint = format('Write source as %s alone, or leave them out.', wanted.workspace);
    end if;
    if wanted.include = '{}' or wanted.exclude = '{}' or exists (select from unnest(wanted.include || wanted.exclude) p
        where btrim(p) = '') then
        raise exception using errcode = '22023',
            message = 'include and exclude are lists of patterns, and here is an empty one',
            hint = 'Write patterns such as api-*, or leave it out for every repository.';
    end if;
    if cardinality(wanted.include) > 100 or cardinality(wanted.exclude) > 100 or exists (
        select from unnest(wanted.include || wanted.exclude) p where length(p) > 200) then
        raise exception using errcode = '22023',
            message = 'include and exclude have at most 100 patterns each, of at most 200 letters',
            hint = 'Write fewer and shorter patterns, such as api-*, or ask for each repository alone.';
    end if;
    wanted.include := (select array_agg(btrim(p) order by n) from unnest(wanted.include) with ordinality u(p, n));
    wanted.exclude := (select array_agg(btrim(p) order by n) from unnest(wanted.exclude) with ordinality u(p, n));
    if wanted.slug = '' and coalesce(wanted.issues_export, wanted.wiki_source) is not null then
        raise exception using errcode = '22023',
            message = 'issues_export and wiki_source belong to one repository',
            hint = 'Ask for that repository alone, as workspace/slug.';
    end if;
    if wanted.issues_export is not null and wanted.issues_export !~ '^/[^[:cntrl:]]*$' then
        raise exception using errcode = '22023',
            message = format('issues_export "%s" is no absolute path', left(wanted.issues_export, 200)),
            hint = 'Write /path/to/export.zip, as every worker host sees it.';
    end if;
    if wanted.wiki_source is not null
       and wanted.wiki_source !~
           '^(/|https://[^/@[:space:]]+/|http://(localhost|127[.0-9]+|\[::1\])(:[0-9]+)?/)[^[:cntrl:]]*$' then
        raise exception using errcode = '22023',
            message = format('wiki_source "%s" is neither an absolute path nor an https address', wanted.wiki_source),
            hint = 'Write /path/to/wiki.git or https://host/path.git, without a user name in it.';
    end if;
    if coalesce(wanted.issues_export, wanted.wiki_source) is not null and not brigade.sees_all(current_user) then
        -- Workers read files, and ask other hosts, for whoever is trusted with both.
        raise exception using errcode = '22023',
            message = 'issues_export and wiki_source name files and hosts that the workers read: only an '
                'administrator may',
            hint = 'Leave them out, or have a member of brigade_admin ask, with requested_by set to your role.';
    end if;
    if wanted.parts is not null then
        wanted.parts := brigade.choose_parts(wanted => wanted.parts);
    end if;
    if wanted.issues_export is not null and not brigade.brings(wanted.parts, 'issues')
       or wanted.wiki_source is not null and not brigade.brings(wanted.parts, 'wiki') then
        raise exception using errcode = '22023',
            message = 'issues_export and wiki_source say where issues and wiki are, and parts leaves them out',
            hint = 'Name issues or wiki among the parts, too, or leave the path out.';
    end if;
    wanted := brigade.check_sync(wanted);
    wanted.comments := coalesce(wanted.comments, 'proved');
    wanted.tasks := coalesce(wanted.tasks, 'every');
    wanted.resolutions := coalesce(wanted.resolutions, 'sample');
    if wanted.comments not in ('proved', 'lists') or wanted.tasks not in ('every', 'shown', 'sampled')
       or wanted.resolutions not in ('sample', 'every') then
        raise exception using errcode = '22023',
            message = format('comments is proved or lists, tasks is every, shown or sampled, resolutions is sample or '
                             'every, and here are "%s", "%s" and "%s"', left(wanted.comments, 50),
                             left(wanted.tasks, 50), left(wanted.resolutions, 50)),
            hint = 'Leave them out to bring everything with the fewest requests.';
    end if;
    wanted.project_id := case when wanted.mode = 'freeze' then wanted.project_id end;
    wanted.options := null;
    wanted.offline := null;
    return wanted;
end $$;
comment on function brigade.check_import(brigade.runs) is
$$Understands and checks what belongs to the source of an import: for brigade.runs_before_insert, as the role that
inserts. Raises 22023 (bad source, issues_export, wiki_source, parts, comments, tasks, resolutions, mode, level or
since, or not yours to set) and 55000 (see brigade.check_sync)$$;
