-- Stages that read what an earlier one brought.

alter table brigade.stages add column reads text references brigade.stages (name);
comment on column brigade.stages.reads is 'Stage whose result this one reads: when jobs of that one are taken up again, it starts again from its first jobs; null: none. The last stage, which sums up, starts again whatever is taken up';
update brigade.stages set reads = 'repository' where name = 'lfs_objects';
