create or replace function brigade.cause_of(message text) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
    select regexp_replace(left(cause_of.message, 400),
        'https?://[^[:space:]]+|"[^"]*"|[^[:space:]]*/[^[:space:]]*|\m[0-9a-f]*[0-9][0-9a-f]*\M', '…', 'g');
$$;
comment on function brigade.cause_of(text) is
$$A message without what differs from one thing to the next: addresses, paths, quoted words, numbers and hashes.
Failures of one cause are grouped by it.$$;
