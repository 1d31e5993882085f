-- Stages that read what an earlier one brought.

alter table brigade.stages add column reads text references brigade.stages (name);
