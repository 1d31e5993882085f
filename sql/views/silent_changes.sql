create or replace view brigade.silent_changes as
select c.project_id, c.run_id, c.at, c.thing, c.key, c.what, c.before
from forge.changes c
where c.stage = 'audit';
comment on view brigade.silent_changes is
$$What did syncs find that nothing had said: neither the last change of the pull request nor the newest activity? It was
found by reading again in rounds (brigade.cursors).$$;
comment on column brigade.silent_changes.project_id is 'Project';
comment on column brigade.silent_changes.run_id is 'Sync that found it';
comment on column brigade.silent_changes.at is 'When it was written here';
comment on column brigade.silent_changes.thing is 'As in forge.changes';
comment on column brigade.silent_changes.key is 'As in forge.changes';
comment on column brigade.silent_changes.what is 'added, changed, vanished or returned';
comment on column brigade.silent_changes.before is 'Columns that changed, as they were before';
