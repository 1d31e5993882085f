create or replace view brigade.rate_limits as
select coalesce(c.name, nullif(b.identity, ''), '(anonymous)') as credential,
       b.requests_per_hour, coalesce(u.used, 0) as used,
       greatest(0, b.requests_per_hour - coalesce(u.used, 0)) as "left",
       case when b.blocked_until > clock_timestamp()
            and b.blocked_until < clock_timestamp() + interval '2 hours' then b.blocked_until end as blocked_until,
       case when b.blocked_until > clock_timestamp()
            and b.blocked_until < clock_timestamp() + interval '2 hours' then b.blocked_reason end as blocked_reason,
       nullif(b.identity, '') as identity, b.announced_limit
from brigade.budgets b
left join brigade.credentials c on c.identity = b.identity
left join lateral (
    select sum(c.requests) as used from brigade.request_counts c
    where c.identity = b.identity and c.minute > clock_timestamp() - interval '61 minutes') u on true;
comment on view brigade.rate_limits is
$$How many requests has each credential left in this hour, and until when must we wait? Credentials of one identity
share one budget, which each of them shows.$$;
comment on column brigade.rate_limits.credential is 'Credential';
comment on column brigade.rate_limits.requests_per_hour is 'Limit that we keep to';
comment on column brigade.rate_limits.used is 'Booked in the last hour';
comment on column brigade.rate_limits."left" is 'Free now';
comment on column brigade.rate_limits.blocked_until is 'Nobody sends a request before; null: go on';
comment on column brigade.rate_limits.blocked_reason is 'Why';
comment on column brigade.rate_limits.identity is
'Whose budget it is, such as account ann@example.org. Null: anonymous';
comment on column brigade.rate_limits.announced_limit is 'Limit that answers name. Null: they name none';
