create or replace function brigade.claim_notices(most integer)
returns table (run_id bigint, message uuid, attempt integer, body text)
language sql set search_path = pg_catalog, pg_temp as $$
    with due as (
        select n.run_id, n.message from brigade.notices n
        where n.next_at <= clock_timestamp() and (n.attempts > 0 or n.at > clock_timestamp() - interval '1 day')
        order by n.next_at limit most for no key update skip locked),
    taken as (
        update brigade.notices n
        set attempts = n.attempts + 1,
            next_at = case when n.attempts < 9
                then clock_timestamp() + least(interval '1 minute' * 2 ^ n.attempts, interval '2 hours') end
        from due d where n.run_id = d.run_id and n.message = d.message
        returning n.*)
    select r.id, t.message, t.attempts, jsonb_build_object(
        'type', 'run.' || t.state,
        'timestamp', to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'data', jsonb_build_object('run', r.id, 'parent', r.parent_id, 'pipeline', r.pipeline, 'source', r.source,
            'requested_by', r.requested_by, 'state', t.state, 'verdict', t.verdict))::text
    from taken t join brigade.runs r on r.id = t.run_id
    order by t.at, t.message;
$$;
comment on function brigade.claim_notices(integer) is
$$Notices that are due, for a worker that sends them to its webhook. Each is due again later, as if the attempt had
failed, until brigade.end_notice says how it ended: after one minute at first, then after twice as long each time, up
to two hours. The tenth attempt is the last. What is older than a day when the first worker with a webhook comes is not
sent. attempt: for brigade.end_notice. body: what is sent, which names the run and holds no text of anybody.$$;
