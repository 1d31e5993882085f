-- What an export for GitLab asks of the store: labels, milestones, members, uploads, states of issues and options.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create role x_ann in role brigade_requester;
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
select forge.put_merge_requests(:import, (select jsonb_agg(t.merge_request(i)) from generate_series(1, 3) i))
    \g /dev/null
update forge.merge_requests set author_id = case iid when 1 then :ann else :bob end, state = 'opened',
    source_full_name = 'acme/widgets', source_branch = 'topic', target_branch = 'main', head_oid = repeat('a', 40),
    head_missing = null;
select forge.put_issues(:import, jsonb_agg(jsonb_build_object('iid', i, 'title', 'x', 'state', 'closed',
    'source_state', 'resolved', 'sanitised', false, 'raw', '{}'::jsonb))) from generate_series(1, 2) i \g /dev/null

-- Labels and milestones.
select is(forge.gitlab_label('component', 'a, b'), 'component::a; b', 'a label has no comma');
select is(length(forge.gitlab_label('component', repeat('x', 300))), 255, 'and at most 255 characters');
select is(forge.gitlab_label('component', ''), null, 'no property is no label');
insert into forge.components (project_id, name, raw) values (:project, 'a, b', '{}'), (:project, 'a; b', '{}');
insert into forge.milestones (project_id, name, n, raw) values (:project, 'm', 1, '{}'), (:project, 'm', 2, '{}');
select is((select string_agg(l.name, ', ' order by l.name) from forge.gitlab_labels(:project) l),
    'component::a; b, status::resolved', 'labels that become one are one');
select is((select string_agg(s.item ->> 'iid' || ' ' || s.title, ', ') from forge.gitlab_milestones(:project) s), '1 m',
    'and milestones of one title');
insert into brigade.exports (source, target, requested_by) values ('acme/widgets', 'gitlab', 'x_ann')
    returning id as named \gset
select is((select string_agg(concat_ws(' ', l.loss::jsonb ->> 'key', l.loss::jsonb ->> 'outcome'), ', '
               order by l.loss::jsonb ->> 'key' collate "C")
           from forge.gitlab_losses(:named, 'projects', null, null) l where l.loss::jsonb ->> 'what' = 'label'),
    'a, b dropped, m (2) dropped', 'each that is not there by itself is a loss');
select is((select string_agg(l.loss::jsonb ->> 'key', ', ' order by l.loss::jsonb ->> 'key')
           from forge.gitlab_losses(:named, 'projects', null, null) l where l.loss::jsonb ->> 'what' = 'person'),
    (select string_agg(n.person, ', ' order by n.person) from forge.export_names(:project) n),
    'without people=mapped nobody is bound');

-- When issues were closed.
insert into forge.issue_events (project_id, iid, source_id, field, at, user_id, old_value, new_value) values
    (:project, 1, 1, 'state', '2024-01-01Z', :ann, 'new', 'resolved'),
    (:project, 1, 2, 'state', '2024-01-02Z', :ann, 'resolved', 'open'),
    (:project, 1, 3, 'state', '2024-01-03Z', :bob, 'open', 'on hold'),
    (:project, 1, 4, 'state', '2024-01-04Z', :bob, 'on hold', 'closed'),
    (:project, 1, 5, 'state', '2024-01-05Z', :bob, 'closed', 'wontfix');
select is((select string_agg(concat_ws(' ', s.iid, s.state, s.code), ', ' order by s.iid, s.at)
           from forge.gitlab_issue_states(:project, null, '9') s),
    '1 closed 3, 1 reopened 3, 1 closed 3, 2 closed 6', 'an issue is closed and reopened as its states tell');

-- Files.
insert into forge.attachments (project_id, issue_iid, owner_iid, name, n, path, sha256, size_bytes, raw) values
    (:project, 1, 1, '../a b.png', 1, 'p', repeat('a', 64), 1, '{}'),
    (:project, 1, 1, '../a b.png', 2, 'p', repeat('a', 64), 1, '{}');
select is((select string_agg(c.place, ' ' order by c.place collate "C")
           from forge.export_copies(:project, 'attachments', null, '9', 'gitlab') c),
    (select string_agg(format('parts/archive/uploads/%s/.._a_b.png', left(encode(sha256(convert_to(
        '1/../a b.png/' || n, 'UTF8')), 'hex'), 32)), ' ' order by left(encode(sha256(convert_to(
        '1/../a b.png/' || n, 'UTF8')), 'hex'), 32) collate "C") from generate_series(1, 2) n),
    'each attached file has a folder of its own, and a name that GitLab leaves alone');

-- Numbers are those of Bitbucket.
select forge.assign_numbers(:project, 'pulls_first') \g /dev/null
select is((select string_agg(k.kind || ' ' || k.number, ', ' order by k.kind, k.iid)
           from forge.export_known(:named) k),
    'issue 1, issue 2, pull_request 1, pull_request 2, pull_request 3', 'GitLab counts apart');
delete from brigade.exports where id = :named;

-- Members: of those whose e-mail is known, when the export asks for it.
update forge.users set mapped_to = 'bob <bob@example.org>' where id = :bob;
update forge.users set mapped_to = 'ann' where id = :ann;
insert into forge.members (project_id, user_id, permission) values (:project, :bob, 'write');
insert into brigade.exports (source, target, requested_by, options)
    values ('acme/widgets', 'gitlab', 'x_ann', '{"people": "mapped", "owner": "org/tools"}') returning id as run \gset
select forge.assign_destinations(:project, 'gitlab') \g /dev/null
select is((select string_agg(concat_ws(' ', m.login, m.email, m.level), ', ') from forge.gitlab_members(:run) m),
    'bob bob@example.org 30', 'a member has an e-mail, and the right that he had');
select is((select string_agg(l.item::json ->> 'author_id', ', ' order by l.iid)
           from forge.gitlab_pulls(:run, null, '9') l where l.header is null),
    format('%s, %s', :bob, :bob), 'what a bound person wrote has no header');

-- Options.
select is(pg_temp.refusal(format($$ insert into brigade.exports (source, target, options) values
    ('acme/widgets', 'gitlab', jsonb_build_object(%L, %L)) $$, w.name, w.value)) ~ '^22023 ', true, w.name || ' ' ||
        w.value)
from (values ('owner', '-a'), ('owner', 'a//b'), ('owner', 'a/'), ('owner', 'a__b'), ('owner', ''), ('name', '.x'),
             ('name', 'x.'), ('name', 'a/b'), ('name', 'x.git'), ('name', repeat('a', 101)), ('name', 'ä'),
             ('web', 'https://x'), ('web', 'https://x/y/'), ('people', 'all'), ('numbers', 'pulls_first'))
    w(name, value);
select is_empty($$ select l.what from brigade.loss_kinds l where l.target = 'gitlab' and l.sentence = '' $$,
    'each kind of loss has a sentence');

select * from finish();
rollback;
