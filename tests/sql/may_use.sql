-- Rights that hold: whose a credential is, who may use it and until when, and how much one requester may ask for.
-- Each attack is tried as the role that would gain by it.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create role m_ann in role brigade_requester;
create role m_eve in role brigade_requester;
create role m_admin in role brigade_admin;
create role m_other in role brigade_admin;
grant usage on schema t to brigade_requester, brigade_admin;
select brigade.add_seal_key('00000000000000aa', repeat('aa', 32)) \g /dev/null

-- A name that a requester took first does not become the operator's token in his hands.
set role m_eve;
select throws_ok($$ select brigade.seal_credential('acme', 'access_token', null, '00000000000000aa', 'beef', now()) $$,
    '22023', null, 'a requester seals nothing outside of names of his own');
select throws_ok($$ select brigade.seal_credential('m_ann/acme', 'access_token', null, '00000000000000aa', 'beef',
    now()) $$, '22023', null, 'nor among those of another');
select brigade.seal_credential('m_eve/acme', 'access_token', null, '00000000000000aa', 'beef',
    now() + '1 day') \g /dev/null
select brigade.import('acme/a', 'acme') as theirs \gset
select is((select credential from brigade.imports where id = :theirs), 'm_eve/acme',
    'a plain name is looked for among one''s own first');
reset role;
insert into brigade.credentials (name, kind, created_by) values ('old', 'access_token', 'm_eve');
set role m_admin;
select throws_ok($$ select brigade.add_credential('old', 'api_token', 'ops@acme.example') $$, '55000',
    'credential "old" belongs to role m_eve',
    'the operator''s token does not go under a name that is somebody else''s');
select throws_ok($$ select brigade.add_credential('m_eve/acme', 'access_token') $$, '22023', null,
    'nor among the names of a requester');
select brigade.add_credential('shared', 'access_token') \g /dev/null
select brigade.share_credential('shared', 'm_ann') \g /dev/null
set role m_other;
select brigade.add_credential('shared', 'access_token') \g /dev/null
reset role;
select is((select created_by from brigade.credentials where name = 'shared'), 'm_other'::name,
    'whoever replaces a credential owns it');
select is_empty($$ select from brigade.credential_users where credential = 'shared' $$,
    'and whom it is shared with is said anew');

-- Every upsert of a table that says whose a row is, by name: a new one is looked at before it is added here.
select set_eq($$
    select p.pronamespace::regnamespace || '.' || p.proname from pg_proc p,
        regexp_matches(p.prosrc, 'insert into ((?:brigade|forge)\.\w+)(?:(?!insert into).)*?on conflict', 'g') m
    where p.pronamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
      and exists (select from pg_attribute a where a.attrelid = to_regclass(m[1]) and a.attname in
                  ('owner', 'created_by', 'requested_by', 'granted_by', 'role', 'credential', 'identity')
                  and not a.attisdropped) $$,
    array['brigade.add_credential', 'brigade.seal_credential', 'brigade.share_credential', 'brigade.add_seal_key',
          'brigade.book_requests', 'brigade.runs_note_credentials', 'forge.put_project',
          'brigade.put_children', 'forge.put_users', 'forge.put_merge_request_reviewers',
          'brigade.keep_in_step'],
    'the upserts of tables with an owner are those that were looked at');

-- A right that is taken back.
set role m_other;
select brigade.share_credential('shared', 'm_ann') \g /dev/null
set role m_ann;
select throws_ok($$ select brigade.import('acme/b', 'm_eve/acme') $$, '23503', 'there is no credential "m_eve/acme"',
    'insert: somebody else''s credential');
select throws_ok($$ select brigade.import('acme/b', credentials => '{shared,m_eve/acme}') $$, '23503', null,
    'nor among several');
select brigade.import('acme/b', 'shared', priority => 0) as import \gset
select is(brigade.pause(:import), 'paused', 'an import with a shared credential');
set role m_other;
select brigade.share_credential('shared', 'm_ann', false) \g /dev/null
set role m_ann;
select throws_ok(format('select brigade.resume(%s)', :import), '42501', null, 'resume: the right is gone');
select throws_ok(format('select brigade.retry(%s)', :import), '42501', null, 'retry: the same');
reset role;
update brigade.imports set state = 'queued', priority = 9 where id = :import;
update brigade.imports set state = 'paused' where id <> :import;
select is(t.claim(), '{}', 'claim: nothing begins with it');
select is((select state || ': ' || left(error, 48) from brigade.imports where id = :import),
    'paused: role m_ann may not use credential "shared" any m', 'and the import pauses with the sentence that says so');
select brigade.share_credential('shared', 'm_ann') \g /dev/null
set role m_ann;
select is(brigade.resume(:import), 'queued', 'given back, it goes on');
reset role;
select isnt(t.claim(), '{}', 'and is claimed');
drop role if exists m_none;
select is(brigade.may_use('m_none', 'shared'), false, 'a role that is not there may nothing');
select is(brigade.may_use('m_ann', 'none'), false, 'nor anybody what is not there');

-- An administrator's row for somebody counts by the administrator's right, in all of a workspace.
set role m_other;
insert into brigade.imports (source, credential, requested_by) values ('acme', 'shared', 'm_eve')
    returning id as parent \gset
reset role;
select brigade.put_children(:parent, '[{"slug": "one"}]') \g /dev/null
select is_empty($$ select from brigade.imports i where brigade.lost_right(i.id) is not null and i.requested_by = 'm_eve'
    $$, 'an administrator vouches for what he inserts, and for its children');

-- Removed and added again by somebody else is another one.
select throws_ok($$ select brigade.remove_credential('shared') $$, '55000', null, 'one of several in use is in use');
select brigade.add_credential('second', 'access_token') \g /dev/null
insert into brigade.imports (source, credentials) values ('acme/c', '{second,shared}') returning id as two \gset
select throws_ok($$ select brigade.remove_credential('shared') $$, '55000', null, 'also where it is not the first');
update brigade.imports set state = 'cancelled', finished_at = now() where state in ('queued', 'running', 'paused');
select brigade.remove_credential('shared') \g /dev/null
select is((select credentials from brigade.imports where id = :two), null, 'a removed one is named nowhere any more');

-- The share of one requester in what all have.
select brigade.limit_requester('', 3) \g /dev/null
set role m_ann;
select brigade.import('acme/r' || n) from generate_series(1, 3) n \g /dev/null
select throws_ok($$ select brigade.import('acme/r4') $$, '53400',
    'm_ann has 3 imports that have not ended, and may have no more',
    'a requester has a limit');
select throws_ok($$ insert into brigade.imports (source) select 'acme/s' || n from generate_series(1, 5) n $$, '53400',
    null, 'also in one statement');
select throws_ok($$ select brigade.limit_requester('m_ann', 1000) $$, '42501', null, 'that he cannot change');
reset role;
select brigade.limit_requester('m_ann', 5) \g /dev/null
set role m_ann;
select lives_ok($$ select brigade.import('acme/r4') $$, 'an administrator can');
reset role;
select throws_ok(format('insert into brigade.imports (source, include) values (''acme'', %L)', array_fill('x'::text,
    array[101])), '22023', null, 'more than 100 patterns are refused');
select throws_ok(format('insert into brigade.imports (source, exclude) values (''acme'', %L)', array[repeat('x', 201)]),
    '22023', null, 'and longer ones than 200 letters');
select finish();
rollback;
