create or replace function brigade.overview(which text default 'all', most integer default null)
returns table (run_id bigint, source text, state text, stage text, done numeric, total numeric, failed numeric,
               percent integer, eta interval, remark text)
language sql stable set search_path = pg_catalog, pg_temp set jit = off as $$
    with wanted as (select array(select brigade.shown(overview.which)) as ids)
    select p.run_id,
           case when p.parent_id = any (w.ids) then '  ' else '' end || p.source || coalesce(' to ' || p.target, ''),
           p.state, p.stage, p.done, p.total, p.failed, p.percent, p.eta,
           case when p.verdict is not null then p.verdict || coalesce(' (' || p.notes || ')', '') else p.waiting_for end
    from brigade.progress p
    cross join wanted w
    where p.run_id = any ((select ids from wanted)::bigint[])
    -- Of some, those that run come before those that wait.
    order by case when overview.most is not null then array_position(array['running', 'queued'], p.state) end,
             coalesce(p.parent_id, p.run_id), p.parent_id nulls first, p.run_id
    limit overview.most;
$$;
comment on function brigade.overview(text, integer) is
$$A line for each run, those of repositories below that of their workspace and indented; an export says to what target.
The remark is the verdict with its notes or, until there is one, what the run waits for. which: as brigade.shown has it.
most: so many lines at most; null: all. `brigade status` prints this.$$;
