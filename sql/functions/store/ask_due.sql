create or replace function brigade.ask_due() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    due record;
    asked bigint;
    refusal text;
begin
    for due in
        select s.requested_by, s.source, s.every, s.parts from brigade.schedules s
        where s.next_at <= clock_timestamp()
        order by s.requested_by, s.source for update skip locked
    loop
        -- The one before is still under way: this one waits for it.
        continue when exists (
            select from brigade.runs r
            where r.requested_by = due.requested_by and r.source = due.source
              and r.state in ('queued', 'running', 'paused'));
        asked := null;
        refusal := null;
        begin
            select format('the role %s may not use the credential "%s" any more', due.requested_by, c.name) into refusal
            from brigade.runs r
            cross join unnest(array_prepend(r.credential, r.credentials)) c(name)
            where r.id = brigade.last_import(due.requested_by, due.source)
              and c.name is not null and not brigade.may_use(due.requested_by, c.name) limit 1;
            if refusal is null then
                insert into brigade.imports (source, mode, requested_by, parts)
                values (due.source, 'sync', due.requested_by, due.parts)
                returning id into asked;
                update brigade.credential_uses u set granted_by = due.requested_by where u.run_id = asked;
            end if;
        exception
            when others then refusal := sqlerrm;
        end;
        update brigade.schedules s
        set next_at = clock_timestamp() + s.every, run_id = coalesce(asked, s.run_id), error = refusal
        where s.requested_by = due.requested_by and s.source = due.source;
    end loop;
end $$;
comment on function brigade.ask_due() is
$$Asks for the syncs that are due (brigade.schedules), each as the role that wants it and with the credentials of its
last full import. One that cannot be asked for says why in its row, and is due again later. brigade.hello calls this.$$;
