create or replace view forge.live_members as
select * from forge.members where vanished_at is null;
comment on view forge.live_members is
'Which are there now? Members of forge.members, without those that the source has no more.';
do $$ begin perform forge.copy_comments('forge.live_members', 'forge.members'); end $$;
