create or replace function brigade.add_credential(
    name text, kind text, email text default null, requests_per_hour integer default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
    if add_credential.name is null or add_credential.name !~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$' then
        raise exception using errcode = '22023',
            message = format('"%s" cannot be the name of a credential', left(add_credential.name, 100)),
            hint = 'Use up to 63 letters, digits, dots, dashes and underscores, a letter or digit first.';
    elsif add_credential.kind is null or add_credential.kind not in ('api_token', 'access_token') then
        raise exception using errcode = '22023',
            message = format('there is no kind of credential "%s"', left(add_credential.kind, 100)),
            hint = 'Write api_token (of an account, with its e-mail) or access_token (of a repository, project or workspace).';
    elsif (add_credential.kind = 'api_token') <> (add_credential.email is not null) then
        raise exception using errcode = '22023',
            message = 'an api_token needs the e-mail of its account, an access_token has none';
    elsif add_credential.requests_per_hour < 2 then
        raise exception using errcode = '22023', message = 'requests_per_hour must be at least 2: a job may need two requests at once';
    end if;
    insert into brigade.credentials as c (name, kind, email, requests_per_hour)
    values (add_credential.name, add_credential.kind, add_credential.email, add_credential.requests_per_hour)
    on conflict (name) do update
    set kind = excluded.kind, email = excluded.email, requests_per_hour = excluded.requests_per_hour;
    -- A larger budget counts at once.
    update brigade.budgets b set used_up_until = null where b.credential = add_credential.name;
end $$;
comment on function brigade.add_credential(text, text, text, integer) is
'Adds a credential, or replaces what is known of it. Its secret is no business of the database: "brigade credential add" puts it into a file on the worker host. Raises 22023 (bad name, kind, e-mail or budget)';
