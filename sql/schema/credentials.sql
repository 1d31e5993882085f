-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- Names of credentials. The secret is in a file of mode 0600 on the worker hosts, or stands sealed in
-- brigade.sealed_secrets; never here
create table brigade.credentials (
    -- What imports.credential refers to, and the name of the secret file
    name text not null,
    -- api_token: Atlassian API token with the e-mail of its account; access_token: of a repository, project or
    -- workspace; oauth: a consumer of OAuth 2.0
    kind text not null,
    -- Account of an api_token: the user name of REST requests
    email text,
    -- Own budget, at least 2 because a job may need two at once; null: the setting requests_per_hour of the workers.
    -- Bitbucket allows 1,000 a rolling hour
    requests_per_hour integer,
    -- Role that added it
    created_by name not null default brigade.caller(),
    -- When it was added
    created_at timestamptz not null default now(),
    -- Key of an OAuth consumer: its public half
    consumer_key text,
    primary key (name),
    check ((kind = 'api_token') = (email is not null)),
    check (consumer_key ~ '^[A-Za-z0-9._~-]{1,200}$'),
    check (kind in ('api_token', 'access_token', 'oauth')),
    check (name ~ '^([A-Za-z0-9_][^/[:cntrl:]]{0,62}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
    check (requests_per_hour >= 2),
    check ((kind = 'oauth') = (consumer_key is not null))
);

-- Roles that may use a credential which another role added: brigade.share_credential
create table brigade.credential_users (
    -- Credential
    credential text not null,
    -- Role that may name it in its imports, with all members of that role
    role name not null,
    -- Role that shared it
    granted_by name not null default brigade.caller(),
    -- When
    granted_at timestamptz not null default clock_timestamp(),
    primary key (credential, role),
    foreign key (credential) references brigade.credentials(name) on delete cascade
);

-- Public keys of the workers: what is sealed with one only they can open. The newest is used; older ones open what
-- they sealed
create table brigade.seal_keys (
    -- Beginning of the key's fingerprint; the private half is in the file workers-<key_id>.key on the worker hosts
    key_id text not null,
    -- X25519, 32 bytes in hexadecimal
    public_key text not null,
    -- Role that added it
    created_by name not null default current_user,
    -- When it was added
    created_at timestamptz not null default clock_timestamp(),
    primary key (key_id),
    unique (public_key),
    check (key_id ~ '^[0-9a-f]{16}$'),
    check (public_key ~ '^[0-9a-f]{64}$')
);

-- Sealed for the workers (libsodium sealed box): the secret that a requester handed in, or the tokens of an OAuth
-- consumer. Whoever reads this table can use nothing of it
create table brigade.sealed_secrets (
    -- Credential
    credential text not null,
    -- Key that it is sealed with
    key_id text,
    -- The sealed text; null: not there yet (an OAuth consumer that never signed in), or purged
    sealed bytea,
    -- Grows with each replacement: the fence of those who renew tokens. Begins at a time, so that a credential that
    -- was removed and added again never has the same twice
    generation bigint not null default (EXTRACT(epoch FROM clock_timestamp()) * 1000::numeric)::bigint,
    -- When it was sealed
    sealed_at timestamptz,
    -- From when on workers renew an access token: shortly before it expires, or when Bitbucket refused it
    renew_at timestamptz,
    -- When the access token expires, or when the workers refuse what a requester sealed; null: never
    expires_at timestamptz,
    -- What the tokens allow, in Bitbucket's words; null: not known
    scopes text,
    -- Worker that renews the tokens
    leased_by text,
    -- Nobody else renews them before: a lease, so that a dead worker is no obstacle
    leased_until timestamptz,
    -- When Bitbucket last answered 401 to a token that had not expired
    distrusted_at timestamptz,
    -- Why the last renewal failed, in a sentence
    refusal text,
    -- Nobody but a person can mend it: imports pause. False: it is tried again soon
    refusal_is_final boolean not null default false,
    -- When the secret was deleted, because its imports had ended or it had expired
    purged_at timestamptz,
    primary key (credential),
    foreign key (credential) references brigade.credentials(name) on delete cascade,
    foreign key (key_id) references brigade.seal_keys(key_id)
);
create index sealed_secrets_key on brigade.sealed_secrets (key_id);

-- The governor: one row per credential in use; its lock orders the workers that book requests
create table brigade.budgets (
    -- Name in brigade.credentials; empty: anonymous
    credential text not null,
    -- Limit in a rolling hour, as the last claim used it
    requests_per_hour integer not null,
    -- Our own count: too little of the budget is left before
    used_up_until timestamptz,
    -- Until then the server is left alone, because it asked for that or cannot be reached
    server_wait_until timestamptz,
    -- What the server said, for people
    server_wait_reason text,
    -- No request is booked before: the later of the two
    blocked_until timestamptz generated always as (GREATEST(used_up_until, server_wait_until)) stored,
    -- Why, for people
    blocked_reason text generated always as ( case when server_wait_until is not null and server_wait_until >=
        coalesce(used_up_until, server_wait_until) then server_wait_reason when used_up_until is not null then ('its '
        || requests_per_hour) || ' requests in an hour are used' else null end) stored,
    primary key (credential),
    check (requests_per_hour > 0)
);

-- Requests booked per credential and minute; the last hour is what counts against the budget
create table brigade.request_counts (
    -- As in brigade.budgets
    credential text not null,
    -- Start of the minute
    minute timestamptz not null,
    -- Requests booked in it, less those that were not sent
    requests integer not null,
    primary key (credential, minute)
);

-- Credentials of an import, and the role whose right to use each of them counts: brigade.may_use is asked at insert,
-- resume, retry and each claim
create table brigade.credential_uses (
    -- Import
    run_id bigint not null,
    -- One of its credentials
    credential text not null,
    -- Role that named it: the requester, or the administrator who inserted the row
    granted_by name not null,
    primary key (run_id, credential),
    foreign key (credential) references brigade.credentials(name),
    foreign key (run_id) references brigade.runs(id) on delete cascade
);
create index credential_uses_credential on brigade.credential_uses (credential);

-- How much a requester may ask for: brigade.limit_requester changes it. Administrators have no limit
create table brigade.requester_limits (
    -- Requester; empty: everybody who has no row of his own
    role name not null,
    -- Imports of his that may wait, run or be paused at once; those that a workspace made do not count
    live_imports integer not null,
    primary key (role),
    check (live_imports >= 0)
);

