create or replace view brigade.open_failures as
select f.run_id, r.source, f.stage, f.key, f.message, f.http_status, f.class, f.attempts, f.url, f.first_at, f.last_at,
       brigade.cause_of(f.message) as cause, r.state = 'failed' as is_fatal,
       r.parent_id
from brigade.failures f
join brigade.runs r on r.id = f.run_id
where r.state <> 'cancelled'
  -- What a repository of a workspace lacks stands with the repository.
  and not exists (select from brigade.runs c where c.parent_id = r.id and c.slug = f.key)
  and not exists (
        select from brigade.runs n
        where n.requested_by = r.requested_by and n.source = r.source and n.target is not distinct from r.target
          and n.id > r.id and n.state = 'finished' and (n.mode = r.mode or n.mode = 'full' or n.target is not null));
comment on view brigade.open_failures is
$$What could not be brought over, as far as no later run has asked for it again? A full import asks for everything, a
sync for what the sync before it could not bring. All that ever failed is in brigade.failures.$$;
comment on column brigade.open_failures.run_id is 'Run';
comment on column brigade.open_failures.source is 'Repository or workspace of the run';
comment on column brigade.open_failures.stage is 'As in brigade.failures';
comment on column brigade.open_failures.key is 'As in brigade.failures';
comment on column brigade.open_failures.message is 'As in brigade.failures';
comment on column brigade.open_failures.http_status is 'As in brigade.failures';
comment on column brigade.open_failures.class is 'As in brigade.failures';
comment on column brigade.open_failures.attempts is 'As in brigade.failures';
comment on column brigade.open_failures.url is 'As in brigade.failures';
comment on column brigade.open_failures.first_at is 'As in brigade.failures';
comment on column brigade.open_failures.last_at is 'As in brigade.failures';
comment on column brigade.open_failures.cause is
'The message without what differs from one thing to the next (brigade.cause_of)';
comment on column brigade.open_failures.is_fatal is
'Its run is failed and says so itself';
comment on column brigade.open_failures.parent_id is 'Run of the workspace that it is part of';
