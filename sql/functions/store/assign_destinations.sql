create or replace function forge.assign_destinations(project bigint, target text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    insert into forge.destinations as d (user_id, target, login, email, is_given)
    select u.id, assign_destinations.target, nullif(w.parts[1], ''), nullif(coalesce(w.parts[2], w.parts[3]), ''), false
    from forge.users u
    cross join lateral (select regexp_match(btrim(u.mapped_to),
        '^(?:([^\s<>@]+)(?:\s*<([^\s<>]+@[^\s<>]+)>)?|([^\s<>]+@[^\s<>]+))$') as parts) w
    where u.id in (select forge.people_of(assign_destinations.project)) and w.parts is not null
    order by u.id
    on conflict (user_id, target) do update
    set login = excluded.login, email = excluded.email, resolved_at = clock_timestamp()
    where not d.is_given and (d.login, d.email) is distinct from (excluded.login, excluded.email);
$$;
comment on function forge.assign_destinations(bigint, text) is
$$Says in forge.destinations who the people of a project are at a target, as forge.users.mapped_to has it: "login",
"login <e-mail>" or an e-mail. A row that somebody wrote there wins. Safe to call again.$$;
