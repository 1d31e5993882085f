create or replace view forge.live_members as
select * from forge.members where vanished_at is null;
comment on view forge.live_members is
'Which are there now? Members of forge.members, without those that the source has no more.';
comment on column forge.live_members.project_id is 'As in forge.members';
comment on column forge.live_members.user_id is 'As in forge.members';
comment on column forge.live_members.permission is 'As in forge.members';
comment on column forge.live_members.vanished_at is 'Null: it is there';
