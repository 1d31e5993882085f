create or replace view forge.live_refs as
select * from forge.refs where vanished_at is null;
comment on view forge.live_refs is
'Which are there now? Branches and tags of forge.refs, without those that the source has no more.';
do $$ begin perform forge.copy_comments('forge.live_refs', 'forge.refs'); end $$;
