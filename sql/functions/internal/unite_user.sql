create or replace function forge.unite_user(former bigint, present bigint) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    reference record;
    sync text := current_setting('forge.sync', true);
    read_at text := current_setting('forge.read_at', true);
begin
    perform set_config('forge.sync', '', true), set_config('forge.read_at', '', true);
    -- Whatever column refers to people, those to come too: the catalogue names them all. Where both have a row that may
    -- be there once, the one that is there wins, then the one that changed last.
    for reference in
        select k.conrelid::regclass as name, a.attname as who, (
            select array_agg(u.same) from (
                select coalesce(string_agg(format('o.%1$I is not distinct from t.%1$I', c.attname), ' and '), 'true')
                    as same
                from pg_index x
                left join pg_attribute c on c.attrelid = x.indrelid and c.attnum = any (x.indkey)
                    and c.attnum <> a.attnum
                where x.indrelid = k.conrelid and x.indisunique and a.attnum = any (x.indkey)
                group by x.indexrelid) u) as sames
        from pg_constraint k
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
        where k.contype = 'f' and k.confrelid = 'forge.users'::regclass and cardinality(k.conkey) = 1
        order by 1, 2
    loop
        for n in 1..coalesce(cardinality(reference.sames), 0) loop
            execute format('delete from %1$s t using %1$s o where t.%2$I = $1 and o.%2$I = $2 and %3$s and '
                'forge.rank_of(to_jsonb(t)) <= forge.rank_of(to_jsonb(o))', reference.name, reference.who,
                reference.sames[n]) using former, present;
            execute format('delete from %1$s o using %1$s t where t.%2$I = $1 and o.%2$I = $2 and %3$s',
                reference.name, reference.who, reference.sames[n]) using former, present;
        end loop;
        execute format('update %1$s set %2$I = $2 where %2$I = $1', reference.name, reference.who)
            using former, present;
    end loop;
    perform set_config('forge.sync', sync, true), set_config('forge.read_at', read_at, true);
end $$;
comment on function forge.unite_user(bigint, bigint) is
$$Lets all rows that name a person by one number of forge.users name the other one instead, in every project. What the
source says did not change, so no row of forge.changes comes of it.$$;
