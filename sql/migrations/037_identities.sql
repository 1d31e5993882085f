-- Budgets are of identities: tokens of one account share one, and answers say how large it is and what is left of it.

alter table brigade.credentials add column identity text generated always as (
    case kind when 'api_token' then 'account ' || lower(email) when 'oauth' then 'consumer ' || consumer_key else name
    end) stored;
create index credentials_identity on brigade.credentials (identity);

alter table brigade.budgets rename column credential to identity;
alter table brigade.request_counts rename column credential to identity;
create temp table counted on commit drop as
select coalesce(c.identity, r.identity) as identity, r.minute, sum(r.requests) as requests
from brigade.request_counts r left join brigade.credentials c on c.name = r.identity
group by 1, 2;
delete from brigade.request_counts;
insert into brigade.request_counts (identity, minute, requests) select n.identity, n.minute, n.requests from counted n;
-- Of tokens that share a budget now, the one that must wait for longest says until when.
create temp table merged on commit drop as
select distinct on (1) coalesce(c.identity, b.identity) as identity, b.requests_per_hour, b.used_up_until,
       b.server_wait_until, b.server_wait_reason
from brigade.budgets b left join brigade.credentials c on c.name = b.identity
order by 1, b.blocked_until desc nulls last;
delete from brigade.budgets;
insert into brigade.budgets (identity, requests_per_hour, used_up_until, server_wait_until, server_wait_reason)
select m.identity, m.requests_per_hour, m.used_up_until, m.server_wait_until, m.server_wait_reason from merged m;

alter table brigade.budgets
    add column announced_limit integer check (announced_limit > 0),
    add column announced_window interval check (announced_window > interval '0'),
    add column remaining bigint check (remaining >= 0),
    add column remaining_until timestamptz,
    add column near_limit_until timestamptz;

-- Credentials that were refused a job (403) which others of the run may still do.
alter table brigade.jobs add column refused_by text[];
