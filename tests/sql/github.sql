-- What an export for GitHub asks of the store: logins, addresses, records, threads, events, losses and options.
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
select t.put_user(:import, 'cleo') as cleo \gset
select t.put_user(:import, 'dan') as dan \gset
select forge.put_merge_requests(:import, (select jsonb_agg(t.merge_request(i)) from generate_series(1, 3) i))
    \g /dev/null
update forge.merge_requests set author_id = case iid when 1 then :ann when 2 then :bob else :cleo end,
    closed_by_id = :dan, state = 'opened', source_state = 'OPEN', source_full_name = 'acme/widgets',
    source_branch = 'topic', target_branch = 'main', head_oid = repeat('a', 40), head_missing = null,
    created_at = '2024-01-01Z';
select forge.put_issues(:import, jsonb_agg(jsonb_build_object('iid', i, 'title', 'x', 'state', 'closed',
    'source_state', 'resolved', 'sanitised', false, 'raw', '{}'::jsonb))) from generate_series(1, 2) i \g /dev/null
update forge.projects set full_name = 'acme/widgets', slug = 'widgets' where id = :project;
update forge.issues set created_at = '2024-01-01Z', updated_at = '2024-02-01Z', author_id = :ann where project_id =
    :project;

-- Logins are slugs, and each person's own.
update forge.users set nickname = case id when :ann then 'Ann_B. c--' when :bob then 'ann-b-c' when :cleo then 'acme'
    else repeat('d', 60) end, account_id = case id when :cleo then 'x' end where id in (:ann, :bob, :cleo, :dan);
insert into brigade.exports (source, target, requested_by) values ('acme/widgets', 'github', 'x_ann')
    returning id as run \gset
select forge.assign_numbers(:project, 'pulls_first') \g /dev/null
select is((select string_agg(case when l.login ~ '^bb-[0-9a-f]{8}$' then 'bb-' else l.login end, ', '
               order by l.user_id)
           from forge.github_logins(:run) l),
    'unknown, Ann-B-c, bb-, bb-, ' || repeat('d', 39),
    'a nickname becomes a login, unless somebody else or the workspace has it');
select is((select l.login from forge.github_logins(:run) l where l.user_id = :cleo), 'bb-' || forge.fnv32('x'),
    'then it is made of the account');
select is((select count(distinct lower(l.login)) from forge.github_logins(:run) l), 5::bigint,
    'no login is there twice');

-- Addresses.
select is(forge.github_escaped('status/on hold: ä%'), 'status%2Fon%20hold%3A%20%C3%A4%25',
    'in an address a name has no sign that means something there');
select is(forge.github_time('2024-05-31 14:05:59.999+02'), '2024-05-31T12:05:59Z', 'times have seconds');

-- Threads: what is written first names them, and the reviews of each author in them.
create function pg_temp.say(project bigint, id bigint, root bigint, author bigint, second integer,
    path text default 'a.c')
returns void language sql as $$
    insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, discussion_source_id, author_id, body,
        created_at, updated_at, edited, deleted, pending, path, new_line, anchored, raw)
    values (project, 'merge_request', 1, id, root, author, 'b' || id, '2024-01-01Z'::timestamptz
        + make_interval(secs => second), '2024-01-01Z', false, false, id = 20, path, 3, path is not null, '{}');
$$;
select pg_temp.say(:project, 10, 10, :ann, 1), pg_temp.say(:project, 11, 10, :bob, 2),
    pg_temp.say(:project, 12, 10, :ann, 3), pg_temp.say(:project, 20, 20, :ann, 1),
    pg_temp.say(:project, 21, 20, :bob, 5), pg_temp.say(:project, 22, 20, :ann, 4),
    pg_temp.say(:project, 30, 30, :ann, 9, null) \g /dev/null
update forge.notes set resolved = true where source_id = 10;
select is((select string_agg(concat_ws(' ', k.form, k.element / 8, k.thread / 8, k.review / 8), ', ' order by k.place)
           from (select k.*, row_number() over () as place
                 from forge.github_talk(:run, null, '9') k where k.iid = 1) k),
    'comment 30, inline 10 10 10, inline 11 10 11, inline 12 10 10, resolution 10 10 10, inline 22 22 22, '
        'inline 21 22 21',
    'a thread begins with its first comment that is written, and each author has a review in it');
select is((select string_agg(distinct concat_ws(' ', k.resolved_at, k.is_guessed), ', ')
           from forge.github_talk(:run, null, '9') k where k.thread = 80), '2024-01-01T00:00:03Z t',
    'the last comment stands for when it was resolved, where nobody knows');

-- Events are numbered by time; what is merged is closed, too.
insert into forge.merge_request_events (project_id, iid, kind, at, user_id, n, detail) values
    (:project, 1, 'merged', '2024-01-05Z', :bob, 1, '{}'), (:project, 2, 'closed', '2024-01-04Z', :bob, 1, '{}');
update forge.merge_requests set state = 'merged', source_state = 'MERGED', merged_at = '2024-01-05Z' where iid = 1;
update forge.merge_requests set state = 'closed', source_state = 'DECLINED', closed_at = '2024-01-04Z' where iid = 2;
update forge.issues set priority = 'major', source_state = 'new', state = 'opened' where iid = 1;
insert into forge.issue_events (project_id, iid, source_id, field, at, user_id, old_value, new_value) values
    (:project, 1, 5, 'priority', '2024-01-06Z', :ann, null, 'major'),
    (:project, 1, 6, 'priority', '2024-01-07Z', :ann, 'gone', 'major'),
    (:project, 1, 6, 'state', '2024-01-07Z', :ann, 'new', 'resolved');
create function pg_temp.events(run bigint) returns text language sql as $$
    select string_agg(concat_ws(' ', e.item::json ->> 'event', substring(e.item::json ->> 'url'
        from '[a-z]+/\d+#event-\d+'), e.stands_for), ', ' order by e.place)
    from (select e.*, row_number() over () as place from forge.github_events(run) e) e;
$$;
select is(pg_temp.events(:run),
    'closed pull/2#event-1 merge_request_events, merged pull/1#event-2 merge_request_events, '
    'closed pull/1#event-3, labeled issues/1001#event-4 issue_events, closed issues/1001#event-5 issue_events, '
    'closed issues/1002#event-6', 'events have numbers by time, and say which rows they stand for');
select is((select string_agg(k.content, ', ') from forge.github_issue_talk(:run, null, '9') k where k.iid = 1),
    'priority: gone → major', 'a change of which the label is there no more is a comment');
insert into forge.issue_events (project_id, iid, source_id, field, at, user_id, old_value, new_value) values
    (:project, 1, 7, 'priority', null, :ann, 'major', null), (:project, 1, 8, 'title', null, null, ' ', 'x'),
    (:project, 1, 9, 'title', '2024-01-08Z', null, repeat('o', 256), null);
insert into forge.merge_request_events (project_id, iid, kind, at, n, detail) values
    (:project, 3, 'updated', '2024-01-08Z', 1, '{"changes": {"title": {"old": "", "new": null}}}');
select is((select string_agg(concat_ws(' ', w.item ->> 'event', w.item ->> 'created_at'), ', ')
           from forge.github_events(:run) e cross join lateral (select e.item::json as item) w
           where e.item::json ->> 'event' in ('unlabeled', 'renamed') and w.item ->> 'created_at' like '2024-02%'),
    'unlabeled 2024-02-01T00:00:00Z, renamed 2024-02-01T00:00:00Z',
    'what nobody knows the time of was when its issue changed last');
select is((select string_agg(concat_ws(' → ', left(w.item ->> 'title_was', 10), w.item ->> 'title_is'), ', ')
           from forge.github_events(:run) e cross join lateral (select e.item::json as item) w
           where w.item ->> 'event' = 'renamed'),
    '(no title) → (no title), ' || repeat('o', 10) || ' → (no title), (no title) → x',
    'a title that was empty, or became it, has words');
select is((select string_agg(concat_ws(' ', l.loss::json ->> 'key', l.loss::json ->> 'detail'), ', ')
           from forge.github_losses(:run, 'issues', null, '9') l where l.loss::json ->> 'thing' = 'issue_events'
             and l.loss::json ->> 'what' = 'date'),
    '1/7/priority no time is known at which it happened, 1/8/title no time is known at which it happened',
    'and that is a loss');
delete from forge.issue_events where source_id in (7, 8, 9);
delete from forge.merge_request_events where iid = 3;
insert into brigade.export_losses (export_id, thing, key, what) values (:run, 'merge_requests', '1', 'head');
select is((select string_agg(e.item::json ->> 'event', ', ') from forge.github_events(:run) e
           where e.item::json ->> 'issue' like '%/issues/1'), 'closed', 'one that became an issue is not merged there');

-- Losses.
update forge.merge_requests set title = ' ' where iid = 2;
select is((select string_agg(concat_ws(' ', l.loss::json ->> 'what', l.loss::json ->> 'key'), ', '
               order by l.loss::json ->> 'what' collate "C", l.loss::json ->> 'key')
           from forge.github_losses(:run, 'merge_requests', null, '9') l
           where l.loss::json ->> 'what' in ('title', 'head', 'resolved', 'ref')), 'title 2',
    'what only its page knows is left to it');
select is((select string_agg(concat_ws(' ', c.iid, c.head is null), ', ' order by c.iid)
           from forge.github_commits(:run, 1, 1) c), '2 f', 'pull requests behind a number, so many at once');
select is((select string_agg(concat_ws(' ', l.loss::json ->> 'key', l.loss::json ->> 'what',
               l.loss::json ->> 'detail'), ', ')
           from forge.github_head_losses(:run, '{2}') l), '2 head no common ancestor with the target branch is known',
    'of what git has nothing to show, that is a loss');
select is((select string_agg(k.iid || case when k.is_issue_there then ' issue' else '' end, ', ' order by k.iid)
           from forge.export_known(:run) k where k.kind = 'pull_request'), '1 issue, 2, 3',
    'what is an issue there is known');
select is((select string_agg(l.loss::json ->> 'what', ', ' order by l.loss::json ->> 'what' collate "C")
           from forge.github_losses(:run, 'projects', null, null) l where l.loss::json ->> 'thing' = 'projects'),
    'date, project, unproven', 'what is true of every export');
select is_empty(format($$ select l.loss from (
    select * from forge.github_losses(%1$s, 'merge_requests', null, '9')
    union all select * from forge.github_losses(%1$s, 'issues', null, '9')
    union all select * from forge.github_losses(%1$s, 'projects', null, null)) l
    where l.loss::json ->> 'what' not in (select k.what from brigade.loss_kinds k where k.target = 'github') $$, :run),
    'each loss is of a kind that there is');

-- Records.
select is((select concat_ws(' ', p.item::json ->> 'title', p.item::json ->> 'merged_at', p.item::json ->> 'closed_at')
           from forge.github_pulls(:run, '1', '2') p), '(no title) 2024-01-04T00:00:00Z',
    'a pull request has a title, and dates of its end');
update forge.merge_requests set target_branch = repeat('b', 40), title = repeat('t', 300), source_branch = null
    where iid = 3;
select is((select concat_ws(' ', p.item::json #>> '{base,ref}', length(p.item::json ->> 'title'),
               left(p.body, 300) = repeat('t', 300))
           from forge.github_pulls(:run, '2', '3') p), 'ref-' || repeat('b', 40) || ' 255 t',
    'a branch is no commit by its name, and a long title stands whole above the text');
select is((select string_agg(w.key, ', ') from forge.github_pulls(:run, null, '9') p
           cross join lateral json_each(p.item::json) w
           where w.key in ('labels', 'assignees', 'reactions', 'review_requests', 'close_issue_references')
             and json_typeof(w.value) <> 'array'), null, 'no list is null');
insert into forge.attachments (project_id, issue_iid, owner_iid, name, n, path, sha256, size_bytes, raw) values
    (:project, 1, 1, '../a b.png', 1, 'p', repeat('a', 64), 1, '{}'),
    (:project, 1, 1, '../a b.png', 2, 'p', repeat('a', 64), 1, '{}');
select is((select string_agg(a.item::json ->> 'asset_url', ' ' order by a.n)
           from forge.github_attachments(:run, null, '9') a),
    (select string_agg('tarball://' || format('root/%s', c.place), ' ' order by c.place collate "C" desc)
     from forge.export_copies(:project, 'attachments', null, '9', 'forgejo') c),
    'an attached file is named as it is copied');

-- Branches and tags whose names could be commits.
insert into forge.repositories (project_id, kind, path, ref_count, commit_count, size_bytes, fetched_at)
    values (:project, 'code', 'x.git', 5, 1, 1, now()), (:project, 'wiki', 'y.git', 1, 1, 1, now());
insert into forge.refs (project_id, kind, name, oid, vanished_at)
select :project, 'code', w.name, repeat('a', 40), case when w.name like '%/gone' then now() end
from (values ('refs/heads/ref-' || repeat('c', 40)), ('refs/heads/ref-' || repeat('c', 40) || '-2/x'),
             ('refs/tags/ref-' || repeat('d', 40) || 'd'), ('refs/heads/ref-' || repeat('d', 40)),
             ('refs/tags/ref-' || repeat('d', 40) || '/gone')) w(name);
insert into forge.refused_refs (project_id, kind, name, oid, reason, kept_as)
select :project, w.kind, convert_to(w.name, 'UTF8'), repeat('a', 40), 'x', w.kept_as
from (values ('code', 'refs/heads/' || repeat('c', 40), 'refs/refused/1'),
             ('code', 'refs/tags/' || repeat('d', 40), 'refs/refused/2'), ('code', 'refs/heads/-x', 'refs/refused/3'),
             ('wiki', 'refs/heads/' || repeat('c', 40), 'refs/refused/1')) w(kind, name, kept_as);
select is((select string_agg(concat_ws(' ', n.kept_as, replace(replace(n.name, repeat('c', 40), 'c'), repeat('d', 40),
               'd')), ', ' order by n.kept_as)
           from forge.github_ref_names(:project) n),
    'refs/refused/1 refs/heads/ref-c-3, refs/refused/2 refs/tags/ref-d',
    'a branch or tag has another name, which neither a ref nor a folder of refs has');
select is((select string_agg(concat_ws(' ', f.kind, left(f.name, 16), right(f.name, 2)), ', ' order by f.kind, f.name
               collate "C")
           from forge.export_refs(:run) f where f.thing = 'refused_refs'),
    'code refs/heads/ref-c -3, code refs/refused/3 /3, code refs/tags/ref-dd dd, wiki refs/refused/1 /1',
    'the copy of the code has those names, and no other copy');

-- Options.
select is(pg_temp.refusal(format($$ insert into brigade.exports (source, target, options) values
    ('acme/widgets', 'github', jsonb_build_object(%L, %L)) $$, w.name, w.value)) ~ '^22023 ', true, w.name || ' ' ||
        w.value)
from (values ('owner', '-a'), ('owner', 'a-'), ('owner', 'a--b'), ('owner', 'a_b'), ('owner', repeat('a', 40)),
             ('owner', ''), ('name', '.'), ('name', 'a/b'), ('name', 'x.git'), ('name', repeat('a', 101)),
             ('web', 'https://x'), ('web', 'https://x/y/'), ('people', 'all'), ('numbers', 'none')) w(name, value);
select is_empty($$ select l.what from brigade.loss_kinds l where l.target = 'github' and l.sentence = '' $$,
    'each kind of loss has a sentence');

select * from finish();
rollback;
