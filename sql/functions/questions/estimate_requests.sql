create or replace function brigade.estimate_requests(sizes jsonb, per_hour numeric)
returns table (stage text, things bigint, requests bigint, hours numeric)
-- plpgsql keeps its plan from call to call: brigade.look_ahead asks often.
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with size as (
        select coalesce(s.members, 0) as members, coalesce(s.merge_requests, 0) as merge_requests,
               coalesce(s.discussed, 0) as discussed,
               coalesce(s.activity, s.merge_requests * 3 + s.comments, s.merge_requests * 10, 0) as activity,
               coalesce(s.issues, 0) as issues, coalesce(s.takes_people, false) as takes_people,
               coalesce(s.issues_withdrawn, false) as issues_withdrawn
        from jsonb_to_record(sizes) s(members bigint, merge_requests bigint, discussed bigint, activity bigint,
            issues bigint, comments bigint, takes_people boolean, issues_withdrawn boolean)),
    -- Pages have 100 entries, of pull requests and of activity 50; the last page of a list that gives no size is full
    -- or not.
    part as (
        select 'repository' as stage, null as part, 1::bigint as things, 1::bigint as requests
        union all select 'users', null, z.members, case when z.takes_people then 0 else 2 * (z.members / 100 + 1) end
            from size z
        union all select 'pull_requests', 'pull_requests', z.merge_requests,
            z.merge_requests / 50 + 1 + z.activity / 50 + 1 from size z
        union all select 'pull_requests_notes', 'comments', z.merge_requests,
            brigade.estimate_talk(sizes => sizes, comments => coalesce(sizes ->> 'read_comments', 'proved'),
                tasks => coalesce(sizes ->> 'read_tasks', 'every')) from size z
        union all select 'issues', 'issues', z.issues, case when z.issues > 0 then z.issues / 100 + 4
            when z.issues_withdrawn then 0 else 1 end from size z
        union all select 'issues_notes', 'issues', z.issues, 3 * z.issues from size z
        -- The newest pull requests and the newest activity once more.
        union all select 'catch_up', 'pull_requests', 0, 2 from size z)
    select p.stage, p.things, p.requests, round(p.requests / nullif(per_hour, 0), 1)
    from part p join brigade.stages s on s.pipeline = 'import' and s.name = p.stage
    where brigade.brings((sizes ->> 'parts')::text[], p.part) order by s.position;
end $$;
comment on function brigade.estimate_requests(jsonb, numeric) is
$$How many API requests does an import of this size need in each stage, and how many hours at per_hour of them?
sizes: {members, merge_requests, discussed, comments, activity, issues, read_comments, read_tasks, parts}. The last
three are as comments, tasks and parts (as a text) in brigade.imports. discussed: pull requests with comments or tasks.
takes_people: the import of its workspace has asked for them. issues_withdrawn: the server has none any more.
activity: entries, each push, edit, comment and approval being one. When it is not given, three for each pull request
and one for each comment are assumed, or ten for each pull request.
Git, LFS and attachments need none of these requests.$$;
