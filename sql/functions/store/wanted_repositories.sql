create or replace function brigade.wanted_repositories(run bigint, slugs jsonb) returns table (slug text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select s.slug
    from brigade.runs i, jsonb_array_elements_text(slugs) with ordinality s(slug, n)
    where i.id = run
      and (i.include is null or brigade.matches_pattern(s.slug, i.include))
      and not brigade.matches_pattern(s.slug, i.exclude)
    order by s.n;
$$;
comment on function brigade.wanted_repositories(bigint, jsonb) is
$$Those of the given repositories that the include and exclude patterns of the workspace's import let through, in the
same order.$$;
