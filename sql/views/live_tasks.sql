create or replace view forge.live_tasks as
select * from forge.tasks where vanished_at is null;
comment on view forge.live_tasks is
'Which are there now? Tasks of forge.tasks, without those that the source has no more.';
do $$ begin perform forge.copy_comments('forge.live_tasks', 'forge.tasks'); end $$;
