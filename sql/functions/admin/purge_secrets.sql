create or replace function brigade.purge_secrets() returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
    with useless as (
        select s.credential
        from brigade.sealed_secrets s join brigade.credentials c on c.name = s.credential
        cross join lateral (
            select bool_or(i.finished_at >= s.sealed_at) as was_used,
                   bool_or(i.state in ('queued', 'running', 'paused') or
                           ((i.state = 'failed' or i.verdict = 'incomplete')
                            and i.finished_at > clock_timestamp() - interval '7 days')) as is_needed
            from brigade.runs i where s.credential = i.credential or s.credential = any (i.credentials)) u
        where s.sealed is not null and c.kind <> 'oauth'
          and (s.expires_at <= clock_timestamp() or (u.was_used and not u.is_needed))
        order by s.credential for no key update of s skip locked),
    purged as (
        update brigade.sealed_secrets s set sealed = null, key_id = null, purged_at = clock_timestamp()
        from useless u where s.credential = u.credential
        returning 1)
    select count(*) from purged;
$$;
comment on function brigade.purge_secrets() is
$$Deletes sealed secrets that are not needed any more: those that have expired, and those whose imports have all
ended.
A secret stays for 7 days when one of its imports failed or is incomplete, so that brigade.retry can use it.
The end of an import and the start of a worker call this.
Returns how many secrets were deleted.$$;
