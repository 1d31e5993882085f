-- The dashboards in a terminal, every two seconds: psql -f contrib/dashboards/psql.sql (Ctrl-C ends it).
-- Another pace: psql -v seconds=10 -f contrib/dashboards/psql.sql
\set QUIET 1
\if :{?seconds}
\else
\set seconds 2
\endif
\pset pager off
\pset footer off
\pset null -
\pset border 1
-- Compiling takes longer than running.
set jit = off;
select summary as "all imports" from brigade.summary() \;
select what, left(cause, 60) as cause, number, left(sources, 50) as sources, left(todo, 60) as "what to type"
from brigade.to_do order by place, number desc limit 10 \;
select coalesce(brigade.hidden_note(), 'all imports and exports') as shown \;
select run_id as import, case when parent_id is not null then '  ' else '' end || source as source, state, stage, percent || ' %' as done, failed, date_trunc('second', eta) as "left",
       left(coalesce(verdict, waiting_for, ''), 60) as remark
from brigade.progress
where state in ('queued', 'running', 'paused') or finished_at > now() - interval '1 hour'
order by min(array_position(array['running', 'queued', 'paused'], state)) over (partition by coalesce(parent_id, run_id)), coalesce(parent_id, run_id),
         parent_id nulls first, array_position(array['running', 'queued', 'paused'], state), run_id limit 20 \;
select format('20 of %s are shown: brigade status --running lists all', count(*)) as "there are more"
from brigade.runs where state in ('queued', 'running', 'paused') or finished_at > now() - interval '1 hour' having count(*) > 20 \;
select run_id as import, stage, repeat('#', (20 * done / greatest(total, 1))::integer) || repeat('.', 20 - (20 * done / greatest(total, 1))::integer) as progress,
       done, total, failed
from brigade.stage_progress
where run_id = (select min(id) from brigade.runs where state = 'running') order by position \;
select credential, used, requests_per_hour as budget, to_char(blocked_until, 'HH24:MI:SS') as "blocked until", left(blocked_reason, 50) as why
from brigade.rate_limits order by credential \;
select to_char(minute, 'HH24:MI') as minute, jobs, requests, pg_size_pretty(bytes) as received, workers
from brigade.throughput order by brigade.throughput.minute desc limit 5 \;
select host || ':' || pid as worker, state, run_id as import, stage, left(doing, 50) as doing
from brigade.workers where state <> 'stopped' order by state desc, started_at limit 20 \;
select left(message, 80) as "failed because", stage, things, left(sources, 50) as sources from brigade.open_failures_by_cause order by things desc, message limit 10
\watch :seconds
