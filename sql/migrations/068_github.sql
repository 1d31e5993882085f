-- Exports for GitHub have no stage of their own for events, and copy repositories beside their rows. One that is under
-- way goes on: events that are left to write are jobs of its rows now, and what its code was looked through for is a
-- job of another kind.
create temp table events_stages on commit drop as
select s.run_id, s.state, s.pending, s.done, s.failed, s.requests
from brigade.run_stages s where s.pipeline = 'github' and s.stage = 'events';
update brigade.runs set stage = 'rows' where pipeline = 'github' and stage = 'events';
delete from brigade.run_stages s where s.pipeline = 'github' and s.stage = 'events';
update brigade.run_stages s
set state = case when e.state = 'open' then 'open' else s.state end,
    finished_at = case when e.state = 'open' then null else s.finished_at end,
    pending = s.pending + e.pending, done = s.done + e.done, failed = s.failed + e.failed,
    requests = s.requests + e.requests
from events_stages e where s.run_id = e.run_id and s.stage = 'rows';
update brigade.jobs j set stage = 'rows' from events_stages e where j.run_id = e.run_id and j.stage = 'events';
update brigade.failures f set stage = 'rows' from events_stages e where f.run_id = e.run_id and f.stage = 'events';
update brigade.omissions o set stage = 'rows' from events_stages e where o.run_id = e.run_id and o.stage = 'events';
update brigade.jobs j set kind = 'github_heads', key = 'heads'
from events_stages e
where j.run_id = e.run_id and j.stage = 'git' and j.kind = 'github_git' and j.key = 'code' and j.state <> 'done';
update brigade.failures f set key = 'heads'
from events_stages e where f.run_id = e.run_id and f.stage = 'git' and f.key = 'code';

-- forge.github_commits does not make losses of what it lists.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'forge'::regnamespace and p.proname = 'github_commits'
on conflict (function) do nothing;
