create or replace view brigade.open_failures_by_cause as
select min(f.message) as message, f.stage, f.http_status, count(*) as things, count(distinct f.source) as repositories,
       brigade.some_of(array_agg(distinct f.source)) as sources, min(f.run_id) as first_run_id,
       max(f.last_at) as last_at, min(f.url) as url, bool_and(f.is_fatal) as is_fatal,
       case when count(*) = count(f.parent_id) and min(f.parent_id) = max(f.parent_id)
                 and count(distinct f.run_id) > 1 then min(f.parent_id) end as parent_id
from brigade.open_failures f
group by f.cause, f.stage, f.http_status;
comment on view brigade.open_failures_by_cause is
'Why could things not be brought over, and how many of which repositories? brigade.open_failures has each of them.';
comment on column brigade.open_failures_by_cause.message is
'What one of them says; the others differ in names and addresses';
comment on column brigade.open_failures_by_cause.stage is 'Stage in which they failed';
comment on column brigade.open_failures_by_cause.http_status is 'Status of the answer, if there was one';
comment on column brigade.open_failures_by_cause.things is 'How many failed so';
comment on column brigade.open_failures_by_cause.repositories is 'Of how many repositories';
comment on column brigade.open_failures_by_cause.sources is 'The first three of these';
comment on column brigade.open_failures_by_cause.first_run_id is 'The oldest run with such a failure';
comment on column brigade.open_failures_by_cause.last_at is 'When one was met last';
comment on column brigade.open_failures_by_cause.url is 'Page of one of them at the source';
comment on column brigade.open_failures_by_cause.is_fatal is 'All of these runs are failed and say so themselves';
comment on column brigade.open_failures_by_cause.parent_id is
'Run of the workspace that all of these are part of; null: of several, of none, or it is one run';
