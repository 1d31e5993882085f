-- What an export for Forgejo asks of the store: names, labels, branches, numbers, who people are, and options.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create role x_ann in role brigade_requester;
create role x_bob in role brigade_requester;
create function pg_temp.refusal(statement text) returns text language plpgsql as $$
begin
    execute statement;
    return 'nothing is refused';
exception when others then
    return sqlstate || ' ' || sqlerrm;
end $$;
insert into brigade.imports (source, requested_by) values ('acme/widgets', 'x_ann') returning id as import \gset
select t.put_project(:import) as project \gset
select t.put_user(:import, 'ann') as ann \gset
select t.put_user(:import, 'bob') as bob \gset
select t.put_user(:import, 'cleo') as cleo \gset
select forge.put_merge_requests(:import, (select jsonb_agg(t.merge_request(i)) from generate_series(1, 9) i))
    \g /dev/null
update forge.merge_requests set author_id = case iid when 1 then :ann when 2 then :bob else :cleo end,
    source_full_name = 'acme/widgets', source_branch = 'topic', target_branch = 'main', head_oid = repeat('a', 40),
    head_missing = null, state = 'opened';

-- One name for everybody.
update forge.users set display_name = 'Jo', nickname = case id when :cleo then 'jo' else 'j' end;
select is((select string_agg(n.name, ', ' order by n.user_id) from forge.export_names(:project) n),
    'Jo (j), Jo (j) (2), Jo (jo)', 'people of one name are told apart by nickname, then by number');
update forge.users set display_name = '', nickname = null, account_id = 'acc' || id where id = :ann;
update forge.users set display_name = '@you [x](y)' where id = :bob;
select is((select string_agg(n.words, ', ' order by n.user_id) from forge.export_names(:project) n),
    format('acc%s, `@you [x](y)`, Jo', :ann), 'a name that might mean something stands in back-ticks');

-- Branches.
insert into forge.repositories (project_id, kind, path, ref_count, commit_count, size_bytes, fetched_at)
values (:project, 'code', 'x', 2, 1, 1, now());
insert into forge.refs (project_id, kind, name, oid) values (:project, 'code', 'refs/heads/topic', repeat('a', 40)),
    (:project, 'code', 'refs/heads/main', repeat('a', 40)),
    (:project, 'code', 'refs/heads/bitbucket/pr-4', repeat('a', 40));
update forge.merge_requests set source_branch = 'gone' where iid in (2, 4);
update forge.merge_requests set source_full_name = 'else/where', state = 'closed' where iid in (3, 5);
update forge.merge_requests set source_branch = 'own' where iid = 5;
update forge.merge_requests set source_branch = b, state = 'merged' from (values (6, 'a..b'), (7, '-x'), (8,
repeat('f', 40)))
    w(i, b) where iid = i;
update forge.merge_requests set source_full_name = null, source_branch = null, head_oid = null where iid = 9;
select is((select string_agg(concat_ws(' ', b.iid, b.head_ref, case when b.is_made then '+' end), ', ' order by b.iid)
           from forge.export_branches(:project, null, null) b),
    '1 topic, 2 bitbucket/pr-2 +, 3 bitbucket/pr-3, 4 bitbucket/pr-4-2 +, 5 own, 6 bitbucket/pr-6, 7 bitbucket/pr-7, '
        '8 bitbucket/pr-8, 9 bitbucket/pr-9 +',
    'a branch of ours where there is none, where a fork''s is another one here, and where it is no name');
insert into forge.refs (project_id, kind, name, oid)
values (:project, 'code', 'refs/heads/bitbucket/pr-2/below', repeat('a', 40));
select is((select b.head_ref from forge.export_branches(:project, '1', '2') b), 'bitbucket/pr-2-2',
    'a folder of branches has no name of ours');
delete from forge.refs where project_id = :project and name like 'refs/heads/bitbucket/%';
insert into forge.refs (project_id, kind, name, oid) values (:project, 'code', 'refs/heads/bitbucket', repeat('a', 40));
select is((select b.head_ref from forge.export_branches(:project, '1', '2') b), 'bitbucket-pr-2',
    'a branch whose name is that of our folder stands beside ours');
delete from forge.refs where project_id = :project and name = 'refs/heads/bitbucket';

-- Labels, and names of files.
select is(forge.fnv32('a'), 'e40c292c', 'FNV-1a');
select is(forge.forgejo_label('component', repeat('x', 300)), 'component/' || repeat('x', 189) || '…',
'a label is cut');
insert into forge.components (project_id, name, raw)
select :project, repeat('y', 300) || n, '{}' from generate_series(1, 2) n;
select is((select count(*) from forge.forgejo_labels(:project) l where l.name like 'component/yy%'), 1::bigint,
    'two names that become one are one label');
select is((select string_agg(forge.export_file_name(w.name), ' ' order by w.n)
           from (values (1, 'a/b\c'), (2, '..'), (3, 'x.txt'), (4, repeat('ä', 150) || '.png'), (5, '')) w(n, name)),
    'a_b_c _ x.txt ' || repeat('ä', 98) || '.png _', 'names of files are safe');
insert into forge.issues (project_id, iid, title, state, source_state, raw)
select :project, n, 't', 'opened', 'new', '{}' from generate_series(1, 4) n;
insert into forge.attachments (project_id, issue_iid, owner_iid, name, n, path, sha256, size_bytes, raw)
select :project, w.iid, w.iid, w.name, w.n, 'p', lpad(row_number() over ()::text, 64, '0'), 1, '{}'
from (values (4, 'a.txt', 1), (4, 'a.txt', 2), (1, 'a.txt', 1), (1, 'a.txt', 2), (1, 'a.txt', 3), (1, 'a-2.txt', 1),
             (1, 'a-2.txt', 2), (1, 'a', 1), (1, 'a', 2), (2, 'a.txt', 1)) w(iid, name, n);
select is((select string_agg(c.place, ' ' order by c.sha256)
           from forge.export_copies(:project, 'attachments', null, '9', 'forgejo') c),
    'attachments/4/a.txt attachments/4/a-2.txt attachments/1/a.txt attachments/1/a-3.txt attachments/1/a-4.txt '
    'attachments/1/a-2.txt attachments/1/a-2-2.txt attachments/1/a attachments/1/a-2 attachments/2/a.txt',
    'files of one name have numbers, and none of these gives the name of another');
insert into forge.attachments (project_id, issue_iid, name, path, sha256, size_bytes, raw)
values (:project, 5, 'alone.txt', 'p', repeat('b', 64), 1, '{}');
select is((select string_agg(c.target || ' ' || c.files, ', ' order by c.target) from (
    select w.target, count(*) as files
    from unnest('{files,forgejo,github,gitlab,site}'::text[]) w(target)
    cross join lateral forge.export_copies(:project, 'attachments', null, '9', w.target) c
    where c.sha256 = repeat('b', 64) group by w.target) c), 'files 1',
    'a file whose issue is not here is in open data alone');
delete from forge.attachments where project_id = :project;
delete from forge.issues where project_id = :project;

insert into forge.components (project_id, name, n, raw) values (:project, 'z', 1, '{}'), (:project, 'z', 2, '{}');
insert into forge.milestones (project_id, name, raw) values (:project, repeat('m', 300), '{}');
insert into brigade.exports (source, target, requested_by) values ('acme/widgets', 'forgejo', 'x_ann')
    returning id as named \gset
create temp table named as
select l.loss::jsonb ->> 'key' as key, l.loss::jsonb ->> 'outcome' as outcome, l.loss::jsonb ->> 'detail' as detail
from forge.forgejo_losses(:named, 'projects', null, null) l where l.loss::jsonb ->> 'what' = 'label';
select is((select string_agg(left(n.key, 3) || right(n.key, 4) || ' ' || coalesce(n.outcome, 'changed'), ', '
               order by n.key collate "C") from named n),
    'mmmmmmm changed, yyyyyy1 changed, yyyyyy2 dropped, z ( (2) dropped',
    'and a loss names the second, and those that were cut');
delete from brigade.exports where id = :named;

-- Numbers that no longer fit move, and say what they were.
select forge.put_issues(:import, jsonb_build_array(jsonb_build_object('iid', 3, 'title', 'x', 'state', 'opened',
    'source_state', 'new', 'sanitised', false, 'raw', '{}'::jsonb))) \g /dev/null
select forge.assign_numbers(:project, 'pulls_first') \g /dev/null
update forge.merge_requests set iid = 5000 where iid = 9;
select forge.assign_numbers(:project, 'pulls_first') \g /dev/null
select forge.assign_numbers(:project, 'pulls_first') \g /dev/null
select is((select number || ' ' || former from forge.numbers where kind = 'issue'), '10003 1003',
'a number that moved');
select is((select count(*) from forge.numbers where former is not null), 1::bigint, 'and none that did not');

-- Who people are there.
update forge.users set mapped_to = m from (values (:ann, 'ann'), (:bob, 'bob <bob@example.org>'), (:cleo,
'c@example.org'))
    w(u, m) where id = u;
insert into forge.destinations (user_id, target, login) values (:ann, 'forgejo', 'given');
select forge.assign_destinations(:project, 'forgejo') \g /dev/null
select is((select string_agg(concat_ws(' ', d.login, d.email, d.is_given::text), ', ' order by d.user_id)
           from forge.destinations d), 'given true, bob bob@example.org false, c@example.org false',
    'as mapped_to says, but for what somebody wrote');
set role x_bob;
select is((select count(*) from forge.destinations), 0::bigint, 'another tenant does not see them');
select
is(pg_temp.refusal(format('insert into forge.destinations (user_id, target, login) values (%s, ''forgejo'', ''x'')',
    :cleo)) ~ '^42501 new row violates row-level security', true, 'and writes none');
set role x_ann;
update forge.destinations set remote_id = 7 where user_id = :bob;
reset role;
select is((select remote_id from forge.destinations where user_id = :bob), 7::bigint, 'their own tenant does');

-- Options.
insert into brigade.exports (source, target, requested_by, options)
    values ('acme/widgets', 'forgejo', 'x_ann', '{"owner": "org.x", "name": "a-b_c", "numbers": "issues_first"}')
    returning id as run \gset
select is(pg_temp.refusal(format($$ insert into brigade.exports (source, target, options) values
    ('acme/widgets', 'forgejo', jsonb_build_object(%L, %L)) $$, w.name, w.value)) ~ '^22023 ', true, w.name || ' ' ||
        w.value)
from (values ('owner', '-a'), ('owner', 'a-'), ('owner', 'a__b'), ('owner', repeat('a', 41)), ('owner', 'a/b'),
('owner', ''),
             ('name', '..'), ('name', '-'), ('name', 'x.wiki'), ('name', repeat('a', 101)), ('name', 'ä'),
             ('web', 'https://x'), ('web', 'https://x/y/'), ('web', 'javascript:x/y'), ('web', e'https://x/y\n'),
             ('people', 'all'), ('people', 'mapped'), ('numbers', '')) w(name, value);
update forge.projects set full_name = 'acme__x/widgets' where id = :project;
select is(pg_temp.refusal(format($$ insert into brigade.exports (project_id, target) values (%s, 'forgejo') $$,
:project)),
    '22023 "acme__x" is no value for the option owner', 'the workspace has to be a name there, too');
select lives_ok(format($$ insert into brigade.exports (project_id, target, options) values
    (%s, 'forgejo', '{"owner": "acme"}') $$, :project), 'or another owner is said');

-- The jobs that its targets and losses are told of by name.
select is_empty($$ select l.what from brigade.loss_kinds l where l.target = 'forgejo' and l.sentence = '' $$,
    'each kind of loss has a sentence');
select is(pg_temp.refusal(format($$ select brigade.put_export_losses(%s,
'[{"thing": "x", "key": "y", "what": "wind"}]') $$,
    :run)), 'P0001 brigade.loss_kinds has no row for the loss "wind" of this target',
        'a loss without a kind is a mistake');
select brigade.put_export_losses(:run, '[{"thing": "tasks", "key": "1", "what": "deleted note", "outcome": "changed"},
    {"thing": "tasks", "key": "2", "what": "deleted note"}]') \g /dev/null
select is((select string_agg(l.key || ' ' || l.outcome, ', ' order by l.key) from brigade.losses_of(:run) l),
    '1 changed, 2 dropped', 'an outcome of its own goes before that of the kind');
select is((select dropped from brigade.exports where id = :run), 1::bigint, 'and counts');
select brigade.put_export_losses(:run, '[{"thing": "tasks", "key": "3", "what": "deleted note", "outcome": "as text"},
    {"thing": "tasks", "key": "3", "what": "deleted note"},
    {"thing": "tasks", "key": "3", "what": "deleted note", "outcome": "changed"}]') \g /dev/null
select is((select l.outcome from brigade.losses_of(:run) l where l.key = '3'), 'dropped',
    'of one that is named more than once the gravest stays');

select * from finish();
rollback;
