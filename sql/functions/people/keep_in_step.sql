create or replace function brigade.keep_in_step(source text, every text, parts text[] default null,
    without text[] default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    wanted text := (select lower(p.workspace || coalesce('/' || nullif(p.slug, ''), ''))
                    from brigade.parse_source(keep_in_step.source) p);
    pause interval;
    chosen text[];
begin
    if lower(keep_in_step.every) = 'never' then
        delete from brigade.schedules s where s.requested_by = brigade.caller() and s.source = wanted;
        return;
    end if;
    begin
        pause := keep_in_step.every::interval;
    exception
        when data_exception then pause := null;
    end;
    if pause is null or pause < interval '1 minute' or pause > interval '31 days' then
        raise exception using errcode = '22023',
            message = format('"%s" is no time between 1 minute and 31 days', left(keep_in_step.every, 50)),
            hint = 'Write such as 30m, 1h or 1d; or never, to end it.';
    end if;
    if brigade.last_import(brigade.caller(), wanted) is null then
        raise exception using errcode = '55000',
            message = format('%s has no finished full import that %s asked for, and a sync brings what changed since '
                'one', wanted, brigade.caller()),
            hint = format('Import it first: brigade import %s.', wanted);
    end if;
    if num_nonnulls(keep_in_step.parts, keep_in_step.without) > 0 then
        chosen := brigade.choose_parts(wanted => keep_in_step.parts, without => keep_in_step.without);
    end if;
    insert into brigade.schedules (requested_by, source, every, next_at, parts)
    values (brigade.caller(), wanted, pause, clock_timestamp() + pause, chosen)
    on conflict (requested_by, source) do update
    set every = excluded.every, next_at = excluded.next_at, parts = excluded.parts, error = null;
end $$;
comment on function brigade.keep_in_step(text, text, text[], text[]) is
$$Has workers ask for a sync of a source again and again, for the role that calls: brigade.schedules. every: a time
such as 1h, or never, which ends it. parts, without: as in brigade.choose_parts; null: everything.
Raises 22023 when source, every, parts or without is not valid, 55000 when there is nothing to build on.$$;
