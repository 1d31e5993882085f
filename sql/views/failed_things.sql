create or replace view brigade.failed_things as
select f.run_id, f.stage, f.key, k.thing,
       k.has_jobs and f.key ~ '^([0-9]+|[0-9a-f]{64})$' or f.key ~ '/(item/|number )' as is_one
from brigade.failures f
join brigade.runs r on r.id = f.run_id
join brigade.things k on k.pipeline = r.pipeline and k.stage = f.stage and f.key ~ k.job_keys;
comment on view brigade.failed_things is
$$Which things does each failure cost? A failure of a job that brings two things, such as the comments and tasks of a
pull request, is a row for each$$;
comment on column brigade.failed_things.run_id is 'Run';
comment on column brigade.failed_things.stage is 'Stage';
comment on column brigade.failed_things.key is 'brigade.failures.key';
comment on column brigade.failed_things.thing is 'Thing, as in brigade.things';
comment on column brigade.failed_things.is_one is
'It costs just one of them, which the key names; false: nobody knows how many, as with a page of a list';
