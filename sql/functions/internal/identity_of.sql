create or replace function brigade.identity_of(credential text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce((select c.identity from brigade.credentials c where c.name = identity_of.credential),
        identity_of.credential, '');
$$;
comment on function brigade.identity_of(text) is
$$Whom a credential signs in as, for the budget: tokens of one account share it, and so do credentials of one consumer.
Null and empty: anonymous.$$;
