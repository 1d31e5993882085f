-- Signing in: consumers of OAuth, and secrets that are sealed with the workers' public key.

alter table brigade.credentials
    add column consumer_key text check (consumer_key ~ '^[A-Za-z0-9._~-]{1,200}$'),
    drop constraint credentials_kind_check,
    add constraint credentials_kind_check check (kind in ('api_token', 'access_token', 'oauth')),
    add constraint oauth_has_consumer_key check ((kind = 'oauth') = (consumer_key is not null));
comment on table brigade.credentials is 'Names of credentials. The secret is in a file of mode 0600 on the worker hosts, or stands sealed in brigade.sealed_secrets; never here';
comment on column brigade.credentials.kind is 'api_token: Atlassian API token with the e-mail of its account; access_token: of a repository, project or workspace; oauth: a consumer of OAuth 2.0';
comment on column brigade.credentials.consumer_key is 'Key of an OAuth consumer: its public half';

create table brigade.seal_keys (
    key_id text primary key check (key_id ~ '^[0-9a-f]{16}$'),
    public_key text not null unique check (public_key ~ '^[0-9a-f]{64}$'),
    created_by name not null default current_user,
    created_at timestamptz not null default clock_timestamp()
);
comment on table brigade.seal_keys is 'Public keys of the workers: what is sealed with one only they can open. The newest is used; older ones open what they sealed';
comment on column brigade.seal_keys.key_id is 'Beginning of the key''s fingerprint; the private half is in the file workers-<key_id>.key on the worker hosts';
comment on column brigade.seal_keys.public_key is 'X25519, 32 bytes in hexadecimal';
comment on column brigade.seal_keys.created_by is 'Role that added it';
comment on column brigade.seal_keys.created_at is 'When it was added';

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
comment on table brigade.sealed_secrets is 'Sealed for the workers (libsodium sealed box): the secret that a requester handed in, or the tokens of an OAuth consumer. Whoever reads this table can use nothing of it';
comment on column brigade.sealed_secrets.credential is 'Credential';
comment on column brigade.sealed_secrets.key_id is 'Key that it is sealed with';
comment on column brigade.sealed_secrets.sealed is 'The sealed text; null: not there yet (an OAuth consumer that never signed in), or purged';
comment on column brigade.sealed_secrets.generation is 'Grows with each replacement: the fence of those who renew tokens. Begins at a time, so that a credential that was removed and added again never has the same twice';
comment on column brigade.sealed_secrets.sealed_at is 'When it was sealed';
comment on column brigade.sealed_secrets.renew_at is 'From when on workers renew an access token: shortly before it expires, or when Bitbucket refused it';
comment on column brigade.sealed_secrets.expires_at is 'When the access token expires, or when the workers refuse what a requester sealed; null: never';
comment on column brigade.sealed_secrets.scopes is 'What the tokens allow, in Bitbucket''s words; null: not known';
comment on column brigade.sealed_secrets.leased_by is 'Worker that renews the tokens';
comment on column brigade.sealed_secrets.leased_until is 'Nobody else renews them before: a lease, so that a dead worker is no obstacle';
comment on column brigade.sealed_secrets.distrusted_at is 'When Bitbucket last answered 401 to a token that had not expired';
comment on column brigade.sealed_secrets.refusal is 'Why the last renewal failed, in a sentence';
comment on column brigade.sealed_secrets.refusal_is_final is 'Nobody but a person can mend it: imports pause. False: it is tried again soon';
comment on column brigade.sealed_secrets.purged_at is 'When the secret was deleted, because its imports had ended or it had expired';

drop function if exists brigade.add_credential(text, text, text, integer);
