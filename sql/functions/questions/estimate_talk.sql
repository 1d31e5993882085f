create or replace function brigade.estimate_talk(sizes jsonb, comments text default 'proved',
    tasks text default 'every', repositories bigint default 1, resolutions text default 'sample',
    are_probes_answered boolean default false)
returns bigint
-- plpgsql keeps its plan from call to call: brigade.look_ahead asks often.
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_variable
begin
    return (
    select case
            when comments = 'lists' then z.merge_requests
            -- Below 48 nothing is compared. The sample is 64, of further repositories 3; some numbers never fit.
            when z.discussed < 48 * repositories then z.discussed
            else least(z.discussed, 64 + 3 * (repositories - 1) + ceil(z.discussed * 0.06)::bigint) end
         + case when are_probes_answered then least(z.merge_requests,
                64 + 2 * repositories + ceil(z.merge_requests * 0.2)::bigint + z.merge_requests / 250)
            when tasks = 'shown' then z.discussed
            when tasks = 'sampled' then least(z.merge_requests, 100 * repositories) else z.merge_requests end
         + case when resolutions = 'every' then z.threads else 0 end
    from (select coalesce(s.merge_requests, 0) as merge_requests, coalesce(s.discussed, 0) as discussed,
                 coalesce(s.threads, ceil(s.comments * 0.1)::bigint, 0) as threads
          from jsonb_to_record(sizes) s(merge_requests bigint, discussed bigint, threads bigint, comments bigint)) z);
end $$;
comment on function brigade.estimate_talk(jsonb, text, text, bigint, text, boolean) is
$$How many API requests do the comments and tasks of so many pull requests need, by the way of reading them? sizes: as
in brigade.estimate_requests; comments, tasks, resolutions: as in brigade.imports. It assumes that the activity stream
can be trusted and that 6 of 100 pull requests do not show as many comments as they have. are_probes_answered: the
server says which pull requests have tasks, which are one in five. Where resolutions is every, no list says when threads
were resolved, which are one in ten comments.$$;
