-- Columns with names that explain themselves.
alter table brigade.jobs rename column spared to uncounted;
alter table brigade.budgets rename column told_until to server_wait_until;
alter table brigade.budgets rename column told_reason to server_wait_reason;
drop function if exists brigade.lease_renewal(text, bigint, text, text); -- a parameter has another name
-- Bitbucket's zip of an issue tracker is called an archive, also in the keys of the jobs that read it.
update brigade.jobs set key = regexp_replace(key, '^export', 'archive')
where stage in ('issues', 'issues_notes') and key ~ '^export(/|$)';
update brigade.failures set key = regexp_replace(key, '^export', 'archive')
where stage in ('issues', 'issues_notes') and key ~ '^export(/|$)';
update brigade.pages set job = regexp_replace(job, '^export', 'archive') where job ~ '^export(/|$)';
