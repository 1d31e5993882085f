create or replace function forge.export_columns(thing text, raw boolean default true)
returns table (n bigint, name text, type text, value text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with columns as (
        select a.attnum, a.attname::text as name, e.relation, a.atttypid::regtype::text as type,
               exists (select from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'f'
                   and k.confrelid = 'forge.users'::regclass and k.conkey = array[a.attnum]) as is_person
        from forge.export_tables() e join pg_attribute a on a.attrelid = e.relation::regclass
        where e.thing = export_columns.thing and a.attnum > 0 and not a.attisdropped
          and a.attname not in ('project_id', 'scheme', 'changed_at', 'lacks') and (raw or a.attname <> 'raw')
          -- A number that stands in the row a second time, to bind it to its owner.
          and not exists (select from pg_constraint k where k.conrelid = a.attrelid and k.contype = 'f'
              and a.attnum = any (k.confdelsetcols)))
    select row_number() over (order by c.attnum, p.part), p.name, p.type, p.value
    from columns c
    cross join lateral (
        -- Paths are those in the output.
        select 1 as part, c.name, c.type,
               case when c.name <> 'path' then format('t.%I', c.name)
                    when c.relation = 'forge.attachments' then '''attachments/'' || t.sha256'
                    when c.relation = 'forge.lfs_objects' then '''lfs/'' || t.oid'
                    when c.relation = 'forge.repositories' then 't.kind || ''.bundle'''
                    else 't.path' end as value
        union all
        select 2, regexp_replace(c.name, '_id$', '_key'), 'text',
               format('(select coalesce(u.account_id, u.uuid, u.nickname) from forge.users u where u.id = t.%I)',
                   c.name)
        where c.is_person) p;
$$;
comment on function forge.export_columns(text, boolean) is
$$Columns of a thing of forge.export_tables as an export of open data has them, in order: those of its table, without
the project's number, and behind each person's number his key (account_id, else uuid, else name). value: the
expression that gives it, of a row t. raw: with the objects as the API gave them.$$;
