-- A round through the activity stream goes on where the last sync ended.
alter table brigade.cursors drop constraint cursors_name_check;
alter table brigade.cursors
    add constraint cursors_name_check check (name in ('newest', 'stream', 'sweep', 'audit', 'stream_audit')),
    add column url text;
