create or replace function forge.rank_of(made jsonb) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select concat((made ->> 'vanished_at' is null)::integer, ' ', made ->> 'changed_at');
$$;
comment on function forge.rank_of(jsonb) is
$$Which of two rows of forge that say the same of one person is to stay, the greater one: the one that has not vanished,
then the one that changed last.$$;
