create or replace function forge.take_members(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    taken jsonb := coalesce((
        select jsonb_agg(jsonb_build_object('list', x.list, 'job', x.job, 'user', w.account,
            'permission', w.permission) order by w.account)
        from jsonb_to_recordset(rows) as x(list text, job text)
        join brigade.runs i on i.id = run
        join brigade.workspace_members w on w.run_id = i.parent_id
            and w.slug = case x.list when 'members' then '' else i.slug end), '[]');
begin
    perform forge.put_members(run => run, rows => taken);
    perform brigade.put_pages(run => run, rows => coalesce((
        select jsonb_agg(jsonb_build_object('thing', 'members', 'list', x.list, 'page', 1, 'job', x.job,
            'announced', cardinality(k.keys), 'keys', to_jsonb(k.keys), 'is_last', true))
        from jsonb_to_recordset(rows) as x(list text, job text)
        cross join lateral (
            select coalesce(array_agg(t."user" order by t."user"), '{}') as keys
            from jsonb_to_recordset(taken) as t(list text, "user" text) where t.list = x.list) k), '[]'));
end $$;
comment on function forge.take_members(bigint, jsonb) is
$$Takes the people of a repository from the import of its workspace: [{list, job}]; list is members or permissions, and
job is the job that does it. They are reconciled as if the list had been asked for.$$;
