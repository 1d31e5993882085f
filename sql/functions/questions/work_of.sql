create or replace function brigade.work_of(workspace bigint) returns table (requests_left bigint)
-- plpgsql keeps its plan from call to call.
language plpgsql stable strict set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with member as (
        select c.id = work_of.workspace as is_parent, c.state in ('queued', 'running', 'paused') as is_live,
               c.state = 'finished' or coalesce(o.is_sized, false) as is_sized, s.sent,
               greatest(0, coalesce(o.requests_left - (s.sent - o.requests), 0)) as rest
        from brigade.runs c
        join (
            select s.run_id, sum(s.requests) as sent from brigade.run_stages s
            where s.run_id = any (work_of.workspace || array(
                select r.id from brigade.runs r where r.parent_id = work_of.workspace))
            group by s.run_id) s on s.run_id = c.id
        left join brigade.outlooks o on o.run_id = c.id),
    typical as (
        select avg(m.sent + case when m.is_live then m.rest else 0 end) filter (where m.is_sized) as requests,
               count(*) as children
        from member m where not m.is_parent),
    unlisted as (
        -- Repositories that the list of the workspace announces, and that it has not named yet.
        select greatest(0, max(p.announced) - (select t.children from typical t)) as repositories
        from brigade.pages p
        join brigade.runs i on i.id = p.run_id and i.include is null and i.exclude is null
        where p.run_id = work_of.workspace and p.thing = 'repositories'
        having not bool_or(p.is_last))
    select (sum(case when not m.is_live then 0
                     -- A repository whose size nobody has asked for yet is taken for one like the others.
                     when not m.is_parent and not m.is_sized then greatest(m.rest, t.requests - m.sent)
                     else m.rest end) + coalesce((select u.repositories from unlisted u) * max(t.requests), 0))::bigint
    from member m cross join typical t
    having count(*) > 0;
end $$;
comment on function brigade.work_of(bigint) is
$$How many API requests does an import of a workspace still need, those of its repositories included? One whose size is
not known yet counts as many as the others on the average. No row: there is no such run.$$;
