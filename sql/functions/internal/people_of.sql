create or replace function forge.people_of(project bigint) returns setof bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    -- Whatever column refers to people, those to come too: the catalogue names them all.
    return query execute (
        select string_agg(format('select t.%I from %s t where t.project_id = $1 and t.%I is not null', a.attname,
            k.conrelid::regclass, a.attname), ' union ' order by k.conrelid::regclass::text, a.attname)
        from pg_constraint k
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
        where k.contype = 'f' and k.confrelid = 'forge.users'::regclass and cardinality(k.conkey) = 1
          and exists (select from pg_attribute p where p.attrelid = k.conrelid and p.attname = 'project_id'))
    using project;
end $$;
comment on function forge.people_of(bigint) is
'Numbers of the people whom rows of a project name: forge.users.id. No one else''s are handed out with it.';
