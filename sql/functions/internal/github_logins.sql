create or replace function forge.github_logins(run bigint)
returns table (user_id bigint, login text, name text, url text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with named as (
        select n.user_id, n.name,
               forge.fnv32(coalesce(u.account_id, u.uuid, 'name:' || coalesce(u.nickname, 'Unknown'))) as hash,
               -- Letters, digits and single hyphens, neither first nor last, at most 39.
               rtrim(left(btrim(regexp_replace(coalesce(u.nickname, ''), '[^A-Za-z0-9]+', '-', 'g'), '-'), 39), '-')
                   as slug,
               split_part(r.source, '/', 1) as workspace, r.options ->> 'owner' as owner
        from brigade.runs r
        cross join lateral forge.names_of(r.id) n
        join forge.users u on u.id = n.user_id
        where r.id = github_logins.run),
    -- Nobody has the address of the workspace, or of who is not known.
    slugs as (
        select d.*, d.slug <> '' and lower(d.slug) !~ '^bb-' and lower(d.slug) <> 'unknown'
                   and lower(d.slug) <> all (array[lower(d.workspace), lower(coalesce(d.owner, d.workspace))])
                   as is_free,
               row_number() over (partition by lower(d.slug) order by d.user_id) as place
        from named d),
    hashed as (
        select s.*, s.is_free and s.place = 1 as is_login,
               row_number() over (partition by s.is_free and s.place = 1, s.hash order by s.user_id) as hash_place
        from slugs s)
    select h.user_id, w.login, h.name, 'https://bitbucket.org/' || w.login
    from hashed h
    cross join lateral (
        select case when h.is_login then h.slug
                    else concat('bb-', h.hash, case when h.hash_place > 1 then '-' || h.hash_place end) end as login) w
    union all
    select 0, 'unknown', 'Unknown', 'https://bitbucket.org/unknown';
$$;
comment on function forge.github_logins(bigint) is
$$The login that each person of an export has at GitHub, and the address that records name the person by: the nickname
where it can be a login and is nobody else's, else bb- and a hash of the account. 0 is everybody who is not known.$$;
