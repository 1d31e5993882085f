create or replace function brigade.check_freeze_asked(wanted brigade.runs) returns brigade.runs
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    wanted.compared := null;
    wanted.fingerprint := null;
    if wanted.mode <> 'freeze' then
        if num_nonnulls(wanted.level, wanted.since) > 0 then
            raise exception using errcode = '22023', message = 'level and since are for the freeze check',
                hint = 'Leave them out, or ask for a freeze check.';
        end if;
        return wanted;
    end if;
    wanted.level := coalesce(wanted.level, 'still');
    if wanted.level not in ('still', 'counts', 'whole') then
        raise exception using errcode = '22023',
            message = format('level is still, counts or whole, and here is "%s"', left(wanted.level, 50)),
            hint = 'Leave it out for still.';
    elsif wanted.slug = '' then
        raise exception using errcode = '22023',
            message = format('the freeze check is of one repository, and %s is a workspace', wanted.source),
            hint = format('Check each of its repositories, such as %s/widgets.', wanted.source);
    elsif wanted.since is null or not isfinite(wanted.since) or wanted.since > now() + interval '10 minutes' then
        raise exception using errcode = '22023',
            message = 'since says when the source was frozen: it is ' || coalesce(
                case when isfinite(wanted.since) then wanted.since || ', which is still to come' end, 'missing'),
            hint = 'Write the Date of the first answer of Bitbucket''s behind the freeze, such as '
                '2026-11-29T18:00:00Z.';
    end if;
    return wanted;
end $$;
comment on function brigade.check_freeze_asked(brigade.runs) is
$$Checks what belongs to a freeze check: for brigade.check_sync. Raises 22023 when level or since is not valid, or is
given for another mode.$$;
