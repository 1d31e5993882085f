-- Made by sql/tables from an installed database: the tables as they are now. The migrations are the way there.

-- Names of credentials. The secret itself is never here: it is in a file of mode 0600 on the worker hosts, or sealed
-- in brigade.sealed_secrets.
create table brigade.credentials (
    -- What imports.credential refers to, and the name of the secret file
    name text not null,
    -- api_token: Atlassian API token with the e-mail of its account. access_token: of a repository, project or
    -- workspace. oauth: a consumer of OAuth 2.0
    kind text not null,
    -- Account of an api_token: the user name of REST requests
    email text,
    -- Budget of this credential, at least 2 because a job may need two requests at once. Null: the setting
    -- requests_per_hour of the workers. Bitbucket allows 1,000 in a rolling hour
    requests_per_hour integer,
    -- Role that added it
    created_by name not null default brigade.caller(),
    -- When it was added
    created_at timestamptz not null default now(),
    -- Key of an OAuth consumer: its public half
    consumer_key text,
    -- Whom Bitbucket takes it for, and so whose budget it spends: the account of an api_token, the consumer of oauth,
    -- an access_token itself. A requester's api_token is that account's among the tokens of the requester alone,
    -- because nobody proves an e-mail by writing it. A trigger fills it
    identity text,
    primary key (name),
    check ((kind = 'api_token') = (email is not null)),
    check (consumer_key ~ '^[A-Za-z0-9._~-]{1,200}$'),
    check (kind in ('api_token', 'access_token', 'oauth')),
    check (name ~ '^([A-Za-z0-9_][^/[:cntrl:]]{0,62}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
    check (requests_per_hour >= 2),
    check ((kind = 'oauth') = (consumer_key is not null))
);
create index credentials_identity on brigade.credentials (identity);
-- trigger credentials_before_write: brigade.credentials_before_write

-- Roles that may use a credential which another role added. brigade.share_credential writes them.
create table brigade.credential_users (
    -- Credential
    credential text not null,
    -- Role that may name it in its imports. So may all members of that role
    role name not null,
    -- Role that shared it
    granted_by name not null default brigade.caller(),
    -- When it was shared
    granted_at timestamptz not null default clock_timestamp(),
    primary key (credential, role),
    foreign key (credential) references brigade.credentials(name) on delete cascade
);

-- Public keys of the workers. Only the workers can open what is sealed with one. The newest key is used, and older
-- ones open what was sealed with them.
create table brigade.seal_keys (
    -- Beginning of the key's fingerprint. The private half is in the file workers-<key_id>.key on the worker hosts
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

-- Secrets that are sealed for the workers in a libsodium sealed box: what a requester handed in, or the tokens of an
-- OAuth consumer. A reader of this table can use nothing of it.
create table brigade.sealed_secrets (
    -- Credential
    credential text not null,
    -- Key that it is sealed with
    key_id text,
    -- The sealed text. Null: an OAuth consumer has not signed in yet, or the secret was deleted
    sealed bytea,
    -- Grows with each replacement. It is the fence of the workers that renew tokens. It begins at a time, so that a
    -- credential that was removed and added again never has the same one twice
    generation bigint not null default (EXTRACT(epoch FROM clock_timestamp()) * 1000::numeric)::bigint,
    -- When it was sealed
    sealed_at timestamptz,
    -- Workers renew an access token from then on: shortly before it expires, or when Bitbucket has refused it
    renew_at timestamptz,
    -- When the access token expires, or when the workers refuse what a requester sealed. Null: never
    expires_at timestamptz,
    -- What the tokens allow, in Bitbucket's words. Null: not known
    scopes text,
    -- Worker that renews the tokens
    leased_by text,
    -- No other worker renews the tokens before. It is a lease, because a worker may die
    leased_until timestamptz,
    -- When Bitbucket last answered 401 to a token that had not expired
    distrusted_at timestamptz,
    -- Why the last renewal failed, in a sentence
    refusal text,
    -- True: only a person can mend it, and imports pause. False: a worker tries again soon
    refusal_is_final boolean not null default false,
    -- When the secret was deleted, because its imports had ended or it had expired
    purged_at timestamptz,
    primary key (credential),
    foreign key (credential) references brigade.credentials(name) on delete cascade,
    foreign key (key_id) references brigade.seal_keys(key_id)
);
create index sealed_secrets_key on brigade.sealed_secrets (key_id);

-- The governor: a row for each credential in use. Workers that book requests wait for its lock, one behind the other.
create table brigade.budgets (
    -- As in brigade.credentials. Empty: anonymous
    identity text not null,
    -- Limit in a rolling hour, as the last claim used it
    requests_per_hour integer not null,
    -- Too little of the budget is left until then, by our own count
    used_up_until timestamptz,
    -- The server is left alone until then, because it asked for that or cannot be reached
    server_wait_until timestamptz,
    -- What the server said, for people
    server_wait_reason text,
    -- No request is booked before: the later of the two
    blocked_until timestamptz generated always as (GREATEST(used_up_until, server_wait_until)) stored,
    -- Why no request is booked, for people
    blocked_reason text generated always as ( case when server_wait_until is not null and server_wait_until >=
        coalesce(used_up_until, server_wait_until) then server_wait_reason when used_up_until is not null then ('its '
        || requests_per_hour) || ' requests in an hour are used' else null end) stored,
    -- How many requests a window holds, as answers say (X-RateLimit-Limit). Null: they do not say
    announced_limit integer,
    -- How long that window is. Bitbucket says nothing: an hour
    announced_window interval,
    -- What is left until remaining_until: what an answer said (X-RateLimit-Remaining), less what was booked since.
    -- Null: not said
    remaining bigint,
    -- When the window ends
    remaining_until timestamptz,
    -- Until then half of the even pace is kept to, because an answer said that the limit is near
    -- (X-RateLimit-NearLimit)
    near_limit_until timestamptz,
    primary key (identity),
    check (announced_limit > 0),
    check (announced_window > '00:00:00'),
    check (remaining >= 0),
    check (requests_per_hour > 0)
);

-- Requests booked per credential and minute. Those of the last hour count against the budget.
create table brigade.request_counts (
    -- As in brigade.budgets
    identity text not null,
    -- Start of the minute
    minute timestamptz not null,
    -- Requests booked in it, less those that were not sent
    requests integer not null,
    primary key (identity, minute)
);

-- Credentials of a run, and the role whose right to use each of them counts. brigade.may_use is asked when the run is
-- inserted, resumed and retried, and at each claim.
create table brigade.credential_uses (
    -- Run
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

-- How much a requester may ask for. brigade.limit_requester changes it. Administrators have no limit.
create table brigade.requester_limits (
    -- Requester. Empty: every requester who has no row
    role name not null,
    -- How many runs of the requester may wait, run or be paused at once. Those that a workspace made do not count
    live_imports integer not null,
    primary key (role),
    check (live_imports >= 0)
);

