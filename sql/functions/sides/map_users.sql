create or replace function brigade.map_users(rows jsonb) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    mapping jsonb;
    bad text;
    changed bigint;
begin
    -- The first of id, uuid and account_id that is given finds the person. The others must agree with it.
    with given as (
        select * from jsonb_to_recordset(map_users.rows) as x(line bigint, id text, uuid text, account_id text,
            mapped_to text)),
    met as (
        select g.line, u.id, u.uuid, u.account_id from given g join forge.users u on u.id::text = g.id
        union all
        select g.line, u.id, u.uuid, u.account_id from given g join forge.users u on u.uuid = g.uuid where g.id is null
        union all
        select g.line, u.id, u.uuid, u.account_id from given g join forge.users u on u.account_id = g.account_id
            where g.id is null and g.uuid is null),
    matched as (
        select g.line, m.id, nullif(g.mapped_to, '') as mapped_to
        from given g left join met m on m.line = g.line
            and coalesce(g.uuid = m.uuid, g.uuid is null)
                and coalesce(g.account_id = m.account_id, g.account_id is null)),
    unknown as (
        select string_agg(m.line::text, ', ' order by m.line)
            || case when max(m.count) > 10 then format(' and %s more', max(m.count) - 10) else '' end as lines
        from (select m.line, count(*) over () as count from matched m where m.id is null order by m.line limit 10) m),
    twice as (
        select min(t.lines) as lines
        from (select string_agg(m.line::text, ', ' order by m.line) as lines from matched m
              where m.id is not null group by m.id having count(*) > 1) t)
    select coalesce('nobody here has the id on line ' || u.lines, 'the same person stands on lines ' || t.lines),
           (select jsonb_object_agg(m.id, m.mapped_to) from matched m where m.id is not null)
    into bad, mapping
    from unknown u, twice t;
    if bad is not null then
        raise exception using errcode = '22023', message = bad || '; nothing was changed',
            hint = 'The columns id, uuid and account_id must be as "brigade users export" writes them; remove lines '
                'that are not meant.';
    end if;

    with held as (
        select u.id from forge.users u
        where u.id in (select k::bigint from jsonb_object_keys(mapping) k)
            and u.mapped_to is distinct from mapping ->> u.id::text
        order by u.owner, u.key for no key update)
    update forge.users u set mapped_to = mapping ->> u.id::text
    from held h where u.id = h.id and u.mapped_to is distinct from mapping ->> u.id::text;
    get diagnostics changed = row_count;
    return changed;
end $$;
comment on function brigade.map_users(jsonb) is
$$Fills forge.users.mapped_to, for all rows or for none.
rows: [{line, id, uuid, account_id, mapped_to}]. One of the three ids is enough. An empty mapped_to clears. People
who are not named stay as they are.
Returns how many changed.
Raises 22023 with the lines that name nobody, or that name the same person twice.
Locks people by ascending key.$$;
