create or replace function brigade.export_summary(run bigint) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(string_agg(
               format('    %s%s%s', rpad(s.thing, 28), lpad(s.written::text, 10), l.words), e'\n' order by e.place), '')
           || coalesce((
               select format(e'\n\nNot here, because no import has brought it: %s.', array_to_string(p.lacks, ', '))
               from brigade.runs r join forge.projects p on p.id = r.project_id
               where r.id = export_summary.run and p.lacks is not null), '')
           || e'\n'
    from brigade.export_reconciliation s
    join forge.export_tables() e on e.thing = s.thing
    left join lateral (
        select string_agg(format(', %s %s', w.number, w.what), '' order by w.what) as words
        from (select x.what, count(*) as number from brigade.export_losses x
              where x.export_id = s.export_id and x.thing = s.thing group by x.what) w) l on true
    where s.export_id = export_summary.run;
$$;
comment on function brigade.export_summary(bigint) is
$$Lines for people: how many rows of each thing an export has written, and how many of them are not as they were; and
what no import has brought, by request.$$;
