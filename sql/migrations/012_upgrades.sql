-- Upgrades while workers run, and how far a list has been read.

alter table brigade.worker_sessions add column schema text;

alter table brigade.jobs
    add column page integer check (page > 0),
    add column pages integer check (pages > 0);
-- Few rows at any time: each list that is being read has one job that is ready.
create index jobs_reading on brigade.jobs (import_id, stage, id) where state = 'ready' and page > 1;

-- What was begun before brigade.pages was there cannot be proved: it begins again. Rows that are here stay and are
-- found again; what older workers have in hand is fenced off, because their jobs are gone.
do $$
declare
    begun bigint[] := array(
        select i.id from brigade.imports i
        where i.state in ('queued', 'running', 'paused')
          and not exists (
            select from (select e.subject, e.event from brigade.events e where e.import_id = i.id order by e.id
                limit 1) f
            where f.subject = 'import' and f.event = 'queued'));
begin
    delete from brigade.jobs j where j.import_id = any (begun);
    delete from brigade.failures f where f.import_id = any (begun);
    delete from brigade.omissions o where o.import_id = any (begun);
    delete from brigade.tallies t where t.import_id = any (begun);
    delete from brigade.pages p where p.import_id = any (begun);
    insert into brigade.jobs (import_id, stage, kind, key, requests)
    select i.id, 'repository', 'project', 'project', 1 from unnest(begun) i(id);
    update brigade.import_stages s
    set state = 'waiting', pending = 0, done = 0, failed = 0, started_at = null, finished_at = null
    where s.import_id = any (begun);
    update brigade.import_stages s set state = 'open', pending = 1, started_at = clock_timestamp()
    where s.import_id = any (begun) and s.stage = 'repository';
    update brigade.imports i set stage = 'repository' where i.id = any (begun);
end $$;
