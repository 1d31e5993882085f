create or replace view forge.live_refs as
select * from forge.refs where vanished_at is null;
comment on view forge.live_refs is
'Which are there now? Branches and tags of forge.refs, without those that the source has no more.';
comment on column forge.live_refs.project_id is 'As in forge.refs';
comment on column forge.live_refs.kind is 'As in forge.refs';
comment on column forge.live_refs.name is 'As in forge.refs';
comment on column forge.live_refs.oid is 'As in forge.refs';
comment on column forge.live_refs.peeled_oid is 'As in forge.refs';
comment on column forge.live_refs.vanished_at is 'Null: it is there';
