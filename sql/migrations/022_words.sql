-- Columns with names that explain themselves.
alter table brigade.jobs rename column spared to uncounted;
alter table brigade.budgets rename column told_until to server_wait_until;
alter table brigade.budgets rename column told_reason to server_wait_reason;
drop function if exists brigade.lease_renewal(text, bigint, text, text); -- a parameter has another name
