-- Stages that read what an earlier one brought.

alter table brigade.stages add column reads text references brigade.stages (name);
update brigade.stages set reads = 'repository' where name = 'lfs_objects';
