create or replace function brigade.overview()
returns table (run_id bigint, source text, state text, stage text, done numeric, total numeric, failed numeric,
               percent integer, eta interval, remark text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.run_id, case when p.parent_id is not null then '  ' else '' end || p.source, p.state, p.stage,
           p.done, p.total, p.failed, p.percent, p.eta,
           case when p.verdict is not null then p.verdict || coalesce(' (' || p.notes || ')', '') else p.waiting_for end
    from brigade.progress p
    order by coalesce(p.parent_id, p.run_id), p.parent_id nulls first, p.run_id;
$$;
comment on function brigade.overview() is
$$A line for each import, those of repositories below that of their workspace and indented. The remark is the verdict
with its notes or, until there is one, what the import waits for. `brigade status` prints this.$$;
