create or replace view brigade.standing as
select s.run_id, s.parent_id, s.source, s.target, s.is_workspace, s.state, s.stage, s.verdict, s.error, s.finished_at,
       case when s.state = 'queued' then 'waiting' else coalesce(s.verdict, s.state) end as standing
from (select r.id as run_id, r.parent_id, r.source, r.target, r.state, r.stage, r.verdict, r.error, r.finished_at,
             r.workspace is not null and coalesce(r.slug, '') = '' as is_workspace,
             r.id = max(r.id) over (partition by r.requested_by, r.source,
                 coalesce(r.target, nullif(r.mode, 'sync'), 'full')) as is_newest
      from brigade.runs r
      where r.state <> 'cancelled') s
where s.is_newest;
comment on view brigade.standing is
$$How does each repository stand? Its newest import or sync; beside that its newest freeze check and its newest export
to each target. What was cancelled does not count.$$;
comment on column brigade.standing.run_id is 'Run';
comment on column brigade.standing.parent_id is 'Run of the workspace that it is part of';
comment on column brigade.standing.source is 'Repository or workspace';
comment on column brigade.standing.target is 'Where an export hands out to; null: an import';
comment on column brigade.standing.is_workspace is 'It is the sum of runs that have rows of their own here';
comment on column brigade.standing.state is 'As in brigade.progress';
comment on column brigade.standing.stage is 'As in brigade.progress';
comment on column brigade.standing.verdict is 'As in brigade.progress';
comment on column brigade.standing.error is 'As in brigade.progress';
comment on column brigade.standing.finished_at is 'As in brigade.progress';
comment on column brigade.standing.standing is
'running, waiting, paused, failed, incomplete, complete with notes or complete';
