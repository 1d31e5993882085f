create or replace function brigade.estimate_readings(sizes jsonb, per_hour numeric, repositories bigint default 1)
returns table (comments text, tasks text, resolutions text, probes text, requests numeric, hours numeric,
    leaves_out text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with other as (
        select coalesce(sum(e.requests), 0) as requests
        from brigade.estimate_sizes(sizes => sizes, per_hour => per_hour, repositories => repositories) e
        where e.stage not in ('pull_requests_notes', 'all')),
    priced as (
        select w.place, w.comments, w.tasks, w.resolutions, w.probes, w.leaves_out,
               o.requests + brigade.estimate_talk(sizes => sizes, comments => w.comments, tasks => w.tasks,
                   repositories => repositories, resolutions => w.resolutions,
                   are_probes_answered => w.probes = 'answered') as requests
        from other o join (values
            (1, 'proved', 'every', 'sample', 'unknown', 'nothing, where the activity stream shows deleted comments'),
            (2, 'proved', 'every', 'sample', 'answered', 'nothing'),
            (3, 'proved', 'every', 'every', 'unknown', 'nothing, also where no list says when threads were resolved'),
            (4, 'proved', 'shown', 'sample', 'unknown', 'resolved tasks of pull requests that show nothing'),
            (5, 'proved', 'sampled', 'sample', 'unknown',
                'tasks of at most 3 in 100 pull requests, when the sample has none'),
            (6, 'lists', 'every', 'sample', 'unknown', 'nothing'),
            (7, 'lists', 'shown', 'sample', 'unknown', 'resolved tasks of pull requests that show nothing')
            ) w(place, comments, tasks, resolutions, probes, leaves_out)
            on brigade.brings((sizes ->> 'parts')::text[], 'comments'))
    select p.comments, p.tasks, p.resolutions, p.probes, p.requests, round(p.requests / nullif(per_hour, 0), 1),
           p.leaves_out
    from priced p order by p.place;
$$;
comment on function brigade.estimate_readings(jsonb, numeric, bigint) is
$$What does each way of reading comments and tasks cost, in API requests of the whole import and hours at per_hour of
them, and what does it leave out? sizes and repositories: as in brigade.estimate_sizes. probes: each import asks the
server which pull requests have tasks and deleted comments; answered is what it takes where the answers are right.
No row where the parts leave comments out. `brigade import --estimate` prints this.$$;
