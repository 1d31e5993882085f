create or replace function forge.number_at(target text, source_number bigint, number bigint) returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select case number_at.target when 'gitlab' then source_number else number end;
$$;
comment on function forge.number_at(text, bigint, bigint) is
$$The number of a pull request or issue at a target: that in one series for both, or, at GitLab, which counts them apart
as Bitbucket does, its own.$$;
