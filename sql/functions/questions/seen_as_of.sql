create or replace function brigade.seen_as_of(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select format('pull requests as of %s; comments of %s read one by one since %s%s; tasks of %s read one '
                  'by one since %s%s; %s silent %s '
                  'in the last round', coalesce(brigade.moment_text(max(c.at)), 'never'),
            max(n.here - f.never) filter (where f.thing = 'merge_request_notes'),
            coalesce(brigade.moment_text(max(f.oldest_at) filter (where f.thing = 'merge_request_notes')), 'never'),
            ', of ' || nullif(max(f.never) filter (where f.thing = 'merge_request_notes'), 0) || ' not yet',
            max(n.here - f.never) filter (where f.thing = 'tasks'),
            coalesce(brigade.moment_text(max(f.oldest_at) filter (where f.thing = 'tasks')), 'never'),
            ', of ' || nullif(max(f.never) filter (where f.thing = 'tasks'), 0) || ' not yet',
            sum(f.silent_changes), case when sum(f.silent_changes) = 1 then 'change' else 'changes' end)
    from brigade.runs i
    cross join lateral brigade.freshness(i.project_id) f
    left join brigade.cursors c on c.project_id = f.project_id and c.name = 'newest'
    cross join lateral (
        select count(*) as here from forge.live_merge_requests m where m.project_id = f.project_id) n
    where i.id = run and i.target is null and i.project_id is not null
    having count(*) filter (where f.thing = 'tasks') > 0;
$$;
comment on function brigade.seen_as_of(bigint) is
$$brigade.freshness of the project of an import in a sentence, for `brigade status IMPORT`. Null: it has no pull
requests.$$;
