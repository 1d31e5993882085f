create or replace view brigade.stage_progress as
select s.run_id, s.stage, s.state, s.done, s.pending + s.done + s.failed as total, s.failed,
       s.started_at, s.finished_at, t.position,
       case when s.state = 'open' then brigade.reading(s.run_id, s.stage) end as reading,
       s.finished_at - s.started_at as took
from brigade.run_stages s
join brigade.stages t on t.pipeline = s.pipeline and t.name = s.stage;
comment on view brigade.stage_progress is 'How far is each stage of each run?';
comment on column brigade.stage_progress.run_id is 'Run';
comment on column brigade.stage_progress.stage is 'Stage';
comment on column brigade.stage_progress.state is 'waiting, open or done';
comment on column brigade.stage_progress.done is 'Jobs done';
comment on column brigade.stage_progress.total is 'Jobs known so far. Listing a page makes more';
comment on column brigade.stage_progress.failed is 'Jobs failed';
comment on column brigade.stage_progress.started_at is 'When it opened';
comment on column brigade.stage_progress.finished_at is 'When nothing was left to do';
comment on column brigade.stage_progress.position is 'Order';
comment on column brigade.stage_progress.reading is 'Lists that are being read, as page of pages (brigade.reading)';
comment on column brigade.stage_progress.took is 'How long it was open. Null until nothing is left to do';
