create or replace function brigade.follow_parent(run bigint) returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
    with stopped as (
        update brigade.runs c
        set state = p.state, error = null, finished_at = case when p.state = 'cancelled' then clock_timestamp() end
        from brigade.runs p
        where p.id = run and c.parent_id = p.id
          and ((p.state = 'paused' and c.state in ('queued', 'running'))
            or (p.state = 'cancelled' and c.state in ('queued', 'running', 'paused')))
        returning 1)
    select count(*) from stopped;
$$;
comment on function brigade.follow_parent(bigint) is
$$Pauses or cancels the children of a run that was paused or cancelled.
brigade.pause and cancel call this, and so does brigade.finish, which may have made children meanwhile.
Returns how many.$$;
