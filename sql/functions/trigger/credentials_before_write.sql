create or replace function brigade.credentials_before_write() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    new.identity := case new.kind
        when 'api_token' then 'account ' || lower(new.email)
            || case when brigade.sees_all(new.created_by) then '' else ' of ' || new.created_by end
        when 'oauth' then 'consumer ' || new.consumer_key
        else new.name end;
    return new;
end $$;
comment on function brigade.credentials_before_write() is
$$Says whose budget a credential spends. The e-mail of an api_token is whatever was written: where a requester wrote it,
it stands for an account among that requester's own tokens alone, so that nobody spends what is another one's.$$;

create or replace trigger credentials_before_write before insert or update on brigade.credentials
    for each row execute function brigade.credentials_before_write();
