create or replace function brigade.choose_parts(wanted text[] default null, without text[] default null)
returns text[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    asked text[] := array(select lower(btrim(u.name)) from unnest(choose_parts.wanted) u(name));
    refused text[] := array(select lower(btrim(u.name)) from unnest(choose_parts.without) u(name));
    wrong text;
    chosen text[];
begin
    select u.name into wrong from unnest(asked || refused) u(name)
    where not exists (select from brigade.parts p where p.name = u.name) limit 1;
    if found or choose_parts.wanted = '{}' or choose_parts.without = '{}' then
        raise exception using errcode = '22023',
            message = case when wrong is null then 'an empty list of parts says nothing'
                else format('"%s" is no part that can be chosen', left(wrong, 100)) end,
            hint = format('The parts are %s. Project and people always come; leave it out for everything.', (
                select string_agg(p.name, ', ' order by p.position) from brigade.parts p));
    end if;
    -- What a part needs comes with it, and what needs a part goes with it.
    with recursive kept(name) as (
        select p.name from brigade.parts p where choose_parts.wanted is null or p.name = any (asked)
        union
        select p.needs from kept k join brigade.parts p on p.name = k.name where p.needs is not null),
    gone(name) as (
        select p.name from brigade.parts p where p.name = any (refused)
        union
        select p.name from gone g join brigade.parts p on p.needs = g.name)
    select array_agg(p.name order by p.position) into chosen
    from brigade.parts p
    where p.name in (select k.name from kept k) and p.name not in (select g.name from gone g);
    if chosen is null then
        raise exception using errcode = '22023', message = 'that leaves nothing to bring',
            hint = 'Name at least one part that is to come.';
    end if;
    return nullif(chosen, array(select p.name from brigade.parts p order by p.position));
end $$;
comment on function brigade.choose_parts(text[], text[]) is
$$The parts of a repository that an import is to bring, for brigade.imports.parts: those that are wanted (null: all)
with what they need, less those named in without and what needs them. brigade.parts has the words.
Returns null when that is everything. Raises 22023 when a word is not known, or when nothing is left.
Example: insert into brigade.imports (source, parts)
values ('acme/widgets', brigade.choose_parts(without => '{lfs}')).$$;
