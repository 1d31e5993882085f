create or replace view forge.live_refs as
select r.*, c.at as seen_at
from forge.refs r
left join brigade.cursors c on c.project_id = r.project_id and c.name = 'refs'
where r.vanished_at is null;
comment on view forge.live_refs is
'Which are there now? Branches and tags of forge.refs, without those that the source has no more.';
comment on column forge.live_refs.project_id is 'As in forge.refs';
comment on column forge.live_refs.kind is 'As in forge.refs';
comment on column forge.live_refs.name is 'As in forge.refs';
comment on column forge.live_refs.oid is 'As in forge.refs';
comment on column forge.live_refs.peeled_oid is 'As in forge.refs';
comment on column forge.live_refs.vanished_at is 'Null: it is there';
comment on column forge.live_refs.changed_at is 'As in forge.refs';
comment on column forge.live_refs.seen_at is
'Source''s time when a list that was read to its end named it last. Null: not known';
