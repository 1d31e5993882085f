comment on table brigade.credentials is
$$Names of credentials. The secret is in a file of mode 0600 on the worker hosts, or stands sealed in
brigade.sealed_secrets; never here$$;
comment on column brigade.credentials.name is 'What imports.credential refers to, and the name of the secret file';
comment on column brigade.credentials.kind is
$$api_token: Atlassian API token with the e-mail of its account; access_token: of a repository, project or
workspace; oauth: a consumer of OAuth 2.0$$;
comment on column brigade.credentials.email is 'Account of an api_token: the user name of REST requests';
comment on column brigade.credentials.requests_per_hour is
$$Own budget, at least 2 because a job may need two at once; null: the setting requests_per_hour of the workers.
Bitbucket allows 1,000 a rolling hour$$;
comment on column brigade.credentials.created_by is 'Role that added it';
comment on column brigade.credentials.created_at is 'When it was added';
comment on column brigade.credentials.consumer_key is 'Key of an OAuth consumer: its public half';

comment on table brigade.credential_users is
$$Roles that may use a credential which another role added: brigade.share_credential$$;
comment on column brigade.credential_users.credential is 'Credential';
comment on column brigade.credential_users.role is
$$Role that may name it in its imports, with all members of that role$$;
comment on column brigade.credential_users.granted_by is 'Role that shared it';
comment on column brigade.credential_users.granted_at is 'When';

comment on table brigade.seal_keys is
$$Public keys of the workers: what is sealed with one only they can open. The newest is used; older ones open what
they sealed$$;
comment on column brigade.seal_keys.key_id is
$$Beginning of the key's fingerprint; the private half is in the file workers-<key_id>.key on the worker hosts$$;
comment on column brigade.seal_keys.public_key is 'X25519, 32 bytes in hexadecimal';
comment on column brigade.seal_keys.created_by is 'Role that added it';
comment on column brigade.seal_keys.created_at is 'When it was added';

comment on table brigade.sealed_secrets is
$$Sealed for the workers (libsodium sealed box): the secret that a requester handed in, or the tokens of an OAuth
consumer. Whoever reads this table can use nothing of it$$;
comment on column brigade.sealed_secrets.credential is 'Credential';
comment on column brigade.sealed_secrets.key_id is 'Key that it is sealed with';
comment on column brigade.sealed_secrets.sealed is
$$The sealed text; null: not there yet (an OAuth consumer that never signed in), or purged$$;
comment on column brigade.sealed_secrets.generation is
$$Grows with each replacement: the fence of those who renew tokens. Begins at a time, so that a credential that was
removed and added again never has the same twice$$;
comment on column brigade.sealed_secrets.sealed_at is 'When it was sealed';
comment on column brigade.sealed_secrets.renew_at is
$$From when on workers renew an access token: shortly before it expires, or when Bitbucket refused it$$;
comment on column brigade.sealed_secrets.expires_at is
$$When the access token expires, or when the workers refuse what a requester sealed; null: never$$;
comment on column brigade.sealed_secrets.scopes is 'What the tokens allow, in Bitbucket''s words; null: not known';
comment on column brigade.sealed_secrets.leased_by is 'Worker that renews the tokens';
comment on column brigade.sealed_secrets.leased_until is
$$Nobody else renews them before: a lease, so that a dead worker is no obstacle$$;
comment on column brigade.sealed_secrets.distrusted_at is
$$When Bitbucket last answered 401 to a token that had not expired$$;
comment on column brigade.sealed_secrets.refusal is 'Why the last renewal failed, in a sentence';
comment on column brigade.sealed_secrets.refusal_is_final is
$$Nobody but a person can mend it: imports pause. False: it is tried again soon$$;
comment on column brigade.sealed_secrets.purged_at is
$$When the secret was deleted, because its imports had ended or it had expired$$;

comment on table brigade.budgets is
$$The governor: one row per credential in use; its lock orders the workers that book requests$$;
comment on column brigade.budgets.credential is 'Name in brigade.credentials; empty: anonymous';
comment on column brigade.budgets.requests_per_hour is 'Limit in a rolling hour, as the last claim used it';
comment on column brigade.budgets.used_up_until is 'Our own count: too little of the budget is left before';
comment on column brigade.budgets.server_wait_until is 
'Until then the server is left alone, because it asked for that or cannot be reached';
comment on column brigade.budgets.server_wait_reason is 'What the server said, for people';
comment on column brigade.budgets.blocked_until is 'No request is booked before: the later of the two';
comment on column brigade.budgets.blocked_reason is 'Why, for people';

comment on table brigade.request_counts is
$$Requests booked per credential and minute; the last hour is what counts against the budget$$;
comment on column brigade.request_counts.credential is 'As in brigade.budgets';
comment on column brigade.request_counts.minute is 'Start of the minute';
comment on column brigade.request_counts.requests is 'Requests booked in it, less those that were not sent';

comment on table brigade.credential_uses is $$Credentials of an import, and the role whose right to use each of them
counts: brigade.may_use is asked at insert, resume, retry and each claim$$;
comment on column brigade.credential_uses.run_id is 'Import';
comment on column brigade.credential_uses.credential is 'One of its credentials';
comment on column brigade.credential_uses.granted_by is $$Role that named it: the requester, or the administrator who
inserted the row$$;

comment on table brigade.requester_limits is $$How much a requester may ask for: brigade.limit_requester changes it.
Administrators have no limit$$;
comment on column brigade.requester_limits.role is 'Requester; empty: everybody who has no row of his own';
comment on column brigade.requester_limits.live_imports is $$Imports of his that may wait, run or be paused at once;
those that a workspace made do not count$$;
