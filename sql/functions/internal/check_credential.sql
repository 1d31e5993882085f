create or replace function brigade.check_credential(name text, kind text, email text, requests_per_hour integer)
    returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if name is null or name !~ '^([A-Za-z0-9_][^/[:cntrl:]]{0,62}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'
       or name ~ '\.key$' then
        raise exception using errcode = '22023',
            message = format('"%s" cannot be the name of a credential', left(name, 100)),
            hint = 'Use up to 63 letters, digits, dots, dashes and underscores, a letter or digit first; names in .key '
                'are those of the workers'' keys.';
    elsif kind = 'app_password' then
        raise exception using errcode = '22023',
            message = 'app passwords no longer exist at Bitbucket since 2026-07-28',
            hint = 'Make an API token with the scopes read:repository:bitbucket, read:pullrequest:bitbucket, '
                'read:workspace:bitbucket, read:user:bitbucket, read:permission:bitbucket, and add it as api_token '
                'with its e-mail.';
    elsif kind is null or kind not in ('api_token', 'access_token', 'oauth') then
        raise exception using errcode = '22023',
            message = format('there is no kind of credential "%s"', left(kind, 100)),
            hint = 'Write api_token (of an account, with its e-mail), access_token (of a repository, project or '
                'workspace) or oauth (a consumer, with its key).';
    elsif (kind = 'api_token') <> (email is not null) then
        raise exception using errcode = '22023',
            message = 'an api_token needs the e-mail of its account, other kinds have none';
    elsif requests_per_hour < 2 then
        raise exception using errcode = '22023',
            message = 'requests_per_hour must be at least 2: a job may need two requests at once';
    end if;
end $$;
comment on function brigade.check_credential(text, text, text, integer) is
$$Checks what is said of a new credential. brigade.add_credential and brigade.seal_credential call this.
Raises 22023 with a sentence that says what to write.$$;
