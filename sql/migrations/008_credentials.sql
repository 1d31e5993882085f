-- Signing in: consumers of OAuth, and secrets that are sealed with the workers' public key.

alter table brigade.credentials
    add column consumer_key text check (consumer_key ~ '^[A-Za-z0-9._~-]{1,200}$'),
    drop constraint credentials_kind_check,
    add constraint credentials_kind_check check (kind in ('api_token', 'access_token', 'oauth')),
    add constraint oauth_has_consumer_key check ((kind = 'oauth') = (consumer_key is not null));

create table brigade.seal_keys (
    key_id text primary key check (key_id ~ '^[0-9a-f]{16}$'),
    public_key text not null unique check (public_key ~ '^[0-9a-f]{64}$'),
    created_by name not null default current_user,
    created_at timestamptz not null default clock_timestamp()
);

-- No constraint but those of the key: a refused row would be printed whole.
create table brigade.sealed_secrets (
    credential text primary key references brigade.credentials (name) on delete cascade,
    key_id text references brigade.seal_keys (key_id),
    sealed bytea,
    generation bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
    sealed_at timestamptz,
    renew_at timestamptz,
    expires_at timestamptz,
    scopes text,
    leased_by text,
    leased_until timestamptz,
    distrusted_at timestamptz,
    refusal text,
    refusal_is_final boolean not null default false,
    purged_at timestamptz
);
create index sealed_secrets_key on brigade.sealed_secrets (key_id);

drop function if exists brigade.add_credential(text, text, text, integer);
