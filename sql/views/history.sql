create or replace view brigade.history as
select e.run_id, e.id, e.at, e.subject, e.event, e.stage, x.job_id, j.key, x.attempt, e.worker, e.message, e.by_role
from brigade.events e
left join lateral unnest(e.jobs, e.attempts) x(job_id, attempt) on true
left join brigade.jobs j on j.run_id = e.run_id and j.id = x.job_id;
comment on view brigade.history is 'What happened to a run and to each of its jobs, when, and by whom? Order by id.';
comment on column brigade.history.run_id is 'Run';
comment on column brigade.history.id is 'Number of the event. Several jobs may share one';
comment on column brigade.history.at is 'When it happened';
comment on column brigade.history.subject is 'run, stage or jobs';
comment on column brigade.history.event is 'As in brigade.events';
comment on column brigade.history.stage is 'Stage';
comment on column brigade.history.job_id is 'Job. Null: it happened to the run or to a stage';
comment on column brigade.history.key is 'What the job is about. Null: the job was removed';
comment on column brigade.history.attempt is 'Attempt of the job';
comment on column brigade.history.worker is 'Worker';
comment on column brigade.history.message is 'Why';
comment on column brigade.history.by_role is 'Role of the database session';
