create or replace function brigade.matches_pattern(name text, patterns text[]) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select coalesce(bool_or(lower(matches_pattern.name) like
        translate(replace(replace(replace(lower(p), '\', '\\'), '%', '\%'), '_', '\_'), '*?', '%_')), false)
    from unnest(patterns) p;
$$;
comment on function brigade.matches_pattern(text, text[]) is
$$Whether a name is like one of the patterns: * stands for any text, ? for one character, and case does not matter.
False without patterns.$$;
