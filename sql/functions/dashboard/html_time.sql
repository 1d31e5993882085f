create or replace function brigade.html_time(at timestamptz) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select format('<time datetime="%s">%s</time>',
        to_char(html_time.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                  to_char(html_time.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'));
$$;
comment on function brigade.html_time(timestamptz) is
$$A time as HTML, in UTC. Null stays null.$$;
