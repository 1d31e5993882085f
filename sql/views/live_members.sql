create or replace view forge.live_members as
select m.*, c.at as seen_at
from forge.members m
left join brigade.cursors c on c.project_id = m.project_id and c.name = 'members'
where m.vanished_at is null;
comment on view forge.live_members is
'Which are there now? Members of forge.members, without those that the source has no more.';
comment on column forge.live_members.project_id is 'As in forge.members';
comment on column forge.live_members.user_id is 'As in forge.members';
comment on column forge.live_members.permission is 'As in forge.members';
comment on column forge.live_members.vanished_at is 'Null: it is there';
comment on column forge.live_members.changed_at is 'As in forge.members';
comment on column forge.live_members.seen_at is
'Source''s time when a list that was read to its end named it last. Null: not known';
