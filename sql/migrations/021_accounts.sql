alter table brigade.things add column job_keys text not null default '';
