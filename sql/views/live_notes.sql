create or replace view forge.live_notes as
select * from forge.notes where vanished_at is null;
comment on view forge.live_notes is
'Which are there now? Comments of forge.notes, without those that the source has no more.';
do $$ begin perform forge.copy_comments('forge.live_notes', 'forge.notes'); end $$;
