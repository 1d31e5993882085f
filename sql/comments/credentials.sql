comment on table brigade.credentials is
$$Names of credentials. The secret itself is never here: it is in a file of mode 0600 on the worker hosts, or sealed
in brigade.sealed_secrets.$$;
comment on column brigade.credentials.name is 'What imports.credential refers to, and the name of the secret file';
comment on column brigade.credentials.kind is
$$api_token: Atlassian API token with the e-mail of its account. access_token: of a repository, project or workspace.
oauth: a consumer of OAuth 2.0$$;
comment on column brigade.credentials.email is 'Account of an api_token: the user name of REST requests';
comment on column brigade.credentials.requests_per_hour is
$$Budget of this credential, at least 2 because a job may need two requests at once. Null: the setting
requests_per_hour of the workers. Bitbucket allows 1,000 in a rolling hour$$;
comment on column brigade.credentials.identity is
$$Whom Bitbucket takes it for, and so whose budget it spends: the account of an api_token, the consumer of oauth, an
access_token itself. A requester's api_token is that account's among the tokens of the requester alone, because nobody
proves an e-mail by writing it. A trigger fills it$$;
comment on column brigade.credentials.created_by is 'Role that added it';
comment on column brigade.credentials.created_at is 'When it was added';
comment on column brigade.credentials.consumer_key is 'Key of an OAuth consumer: its public half';

comment on table brigade.credential_users is
'Roles that may use a credential which another role added. brigade.share_credential writes them.';
comment on column brigade.credential_users.credential is 'Credential';
comment on column brigade.credential_users.role is
'Role that may name it in its imports. So may all members of that role';
comment on column brigade.credential_users.granted_by is 'Role that shared it';
comment on column brigade.credential_users.granted_at is 'When it was shared';

comment on table brigade.seal_keys is
$$Public keys of the workers. Only the workers can open what is sealed with one. The newest key is used, and older
ones open what was sealed with them.$$;
comment on column brigade.seal_keys.key_id is
'Beginning of the key''s fingerprint. The private half is in the file workers-<key_id>.key on the worker hosts';
comment on column brigade.seal_keys.public_key is 'X25519, 32 bytes in hexadecimal';
comment on column brigade.seal_keys.created_by is 'Role that added it';
comment on column brigade.seal_keys.created_at is 'When it was added';

comment on table brigade.sealed_secrets is
$$Secrets that are sealed for the workers in a libsodium sealed box: what a requester handed in, or the tokens of an
OAuth consumer. A reader of this table can use nothing of it.$$;
comment on column brigade.sealed_secrets.credential is 'Credential';
comment on column brigade.sealed_secrets.key_id is 'Key that it is sealed with';
comment on column brigade.sealed_secrets.sealed is
'The sealed text. Null: an OAuth consumer has not signed in yet, or the secret was deleted';
comment on column brigade.sealed_secrets.generation is
$$Grows with each replacement. It is the fence of the workers that renew tokens. It begins at a time, so that a
credential that was removed and added again never has the same one twice$$;
comment on column brigade.sealed_secrets.sealed_at is 'When it was sealed';
comment on column brigade.sealed_secrets.renew_at is
'Workers renew an access token from then on: shortly before it expires, or when Bitbucket has refused it';
comment on column brigade.sealed_secrets.expires_at is
'When the access token expires, or when the workers refuse what a requester sealed. Null: never';
comment on column brigade.sealed_secrets.scopes is 'What the tokens allow, in Bitbucket''s words. Null: not known';
comment on column brigade.sealed_secrets.leased_by is 'Worker that renews the tokens';
comment on column brigade.sealed_secrets.leased_until is
'No other worker renews the tokens before. It is a lease, because a worker may die';
comment on column brigade.sealed_secrets.distrusted_at is
$$When Bitbucket last answered 401 to a token that had not expired$$;
comment on column brigade.sealed_secrets.refusal is 'Why the last renewal failed, in a sentence';
comment on column brigade.sealed_secrets.refusal_is_final is
'True: only a person can mend it, and imports pause. False: a worker tries again soon';
comment on column brigade.sealed_secrets.purged_at is
$$When the secret was deleted, because its imports had ended or it had expired$$;

comment on table brigade.budgets is
'The governor: a row for each credential in use. Workers that book requests wait for its lock, one behind the other.';
comment on column brigade.budgets.identity is 'As in brigade.credentials. Empty: anonymous';
comment on column brigade.budgets.requests_per_hour is 'Limit in a rolling hour, as the last claim used it';
comment on column brigade.budgets.used_up_until is 'Too little of the budget is left until then, by our own count';
comment on column brigade.budgets.server_wait_until is
'The server is left alone until then, because it asked for that or cannot be reached';
comment on column brigade.budgets.server_wait_reason is 'What the server said, for people';
comment on column brigade.budgets.announced_limit is
'How many requests a window holds, as answers say (X-RateLimit-Limit). Null: they do not say';
comment on column brigade.budgets.announced_window is 'How long that window is. Bitbucket says nothing: an hour';
comment on column brigade.budgets.remaining is
$$What is left until remaining_until: what an answer said (X-RateLimit-Remaining), less what was booked since. Null: not
said$$;
comment on column brigade.budgets.remaining_until is 'When the window ends';
comment on column brigade.budgets.near_limit_until is
$$Until then half of the even pace is kept to, because an answer said that the limit is near
(X-RateLimit-NearLimit)$$;
comment on column brigade.budgets.blocked_until is 'No request is booked before: the later of the two';
comment on column brigade.budgets.blocked_reason is 'Why no request is booked, for people';

comment on table brigade.request_counts is
'Requests booked per credential and minute. Those of the last hour count against the budget.';
comment on column brigade.request_counts.identity is 'As in brigade.budgets';
comment on column brigade.request_counts.minute is 'Start of the minute';
comment on column brigade.request_counts.requests is 'Requests booked in it, less those that were not sent';

comment on table brigade.credential_uses is
$$Credentials of a run, and the role whose right to use each of them counts. brigade.may_use is asked when the run is
inserted, resumed and retried, and at each claim.$$;
comment on column brigade.credential_uses.run_id is 'Run';
comment on column brigade.credential_uses.credential is 'One of its credentials';
comment on column brigade.credential_uses.granted_by is
'Role that named it: the requester, or the administrator who inserted the row';

comment on table brigade.requester_limits is
'How much a requester may ask for. brigade.limit_requester changes it. Administrators have no limit.';
comment on column brigade.requester_limits.role is 'Requester. Empty: every requester who has no row';
comment on column brigade.requester_limits.live_imports is
'How many runs of the requester may wait, run or be paused at once. Those that a workspace made do not count';
