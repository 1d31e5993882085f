create or replace function brigade.is_withdrawn(server text, thing text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from brigade.withdrawals w
        where w.server = is_withdrawn.server and w.thing = is_withdrawn.thing
          and w.seen_at > now() - interval '1 day');
$$;
comment on function brigade.is_withdrawn(text, text) is
'Whether a server said within the last day that it no longer has such a thing for anybody. Then it is not asked again.';
