-- Open data: pages, rows, numbers and losses of an export, whom it waits for, and when it begins again.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
create function pg_temp.refusal(statement text) returns text language plpgsql as $$
begin
    execute statement;
    return 'nothing is refused';
exception when others then
    return sqlstate || ' ' || sqlerrm;
end $$;
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
select t.put_user(:import, 'ann') as ann \gset
select t.put_user(:import, 'bob') as bob \gset
select forge.put_merge_requests(:import, (select jsonb_agg(t.merge_request(i)) from generate_series(1, 25) i))
    \g /dev/null
update brigade.runs set state = 'finished', verdict = 'complete', finished_at = clock_timestamp() where id = :import;
insert into brigade.exports (source, target) values ('acme/widgets', 'files') returning id as whole \gset
insert into brigade.exports (source, target, options)
    values ('acme/widgets', 'files', '{"raw": false, "vanished": false}') returning id as part \gset
update forge.merge_requests set author_id = :ann, title = e'=1+1 "a"\r\nb,\u202e' where iid = 7;

-- Whatever the bound, every row stands on one page.
select is((select string_agg(format('%s..%s:%s', p.after_key, p.upto_key, p.row_count), ' ' order by p.page)
           from forge.export_pages(:project, 'merge_requests', 10, 1000000) p), '..10:10 10..20:10 20..25:5',
    'pages have so many rows');
select is((select count(*) from forge.export_pages(:project, 'merge_requests', 10, 1)), 25::bigint,
    'or so many bytes, and one row at least');
select is_empty(format($$ select * from forge.export_pages(%s, 'tasks', 10, 100) $$, :project), 'no rows, no page');
insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, discussion_source_id, body, edited,
    deleted, pending, anchored, raw)
select :project, 'merge_request', 12, 1000 + n, 1000 + n, repeat('x', 300000), false, false, false, false, '{}'
from generate_series(1, 2) n;
select is((select string_agg(format('%s..%s', p.after_key, p.upto_key), ' ' order by p.page)
           from forge.export_pages(:project, 'merge_requests', 10, 500000) p), '..10 10..11 11..12 12..22 22..25',
    'comments weigh as much as what they are about');
select is((select sum(p.row_bytes) from forge.export_pages(:project, 'merge_requests', 10, 500000) p),
    (select sum(p.row_bytes) from forge.export_pages(:project, 'merge_requests', 10, 1000000) p),
    'and are counted once');
delete from forge.notes where project_id = :project and source_id in (1001, 1002);
select is((select string_agg(r.line::jsonb ->> 'iid', ' ')
           from forge.export_pages(:project, 'merge_requests', 10, 1000000) p
           cross join lateral forge.export_rows(:whole, 'merge_requests', p.after_key, p.upto_key) r),
    (select string_agg(i::text, ' ') from generate_series(1, 25) i), 'the pages give every row, in order');
create temp table seven as select r.* from forge.export_rows(:part, 'merge_requests', '6', '7') r;
select is((select s.line::jsonb ->> 'title' from seven s), e'=1+1 "a"\r\nb,\u202e', 'a title as it is');
select is((select split_part(s.cells, ',"', 2) from seven s), e'\'=1+1 ""a""\r\nb,\u202e",',
    'in a spreadsheet, a text that begins like a formula is none');
select is((select (s.line::jsonb ->> 'author_id')::bigint || ' ' || (s.line::jsonb ->> 'author_key') from seven s),
    :ann || ' ann', 'a person''s number and key');
select is((select s.line::jsonb ? 'raw' from seven s), false,
    'the objects as the API gave them are left out when asked');
select is((select count(*) from forge.export_rows(:whole, 'people', null, '999999')), 1::bigint,
    'people of the project, and no others');

-- What is no longer at Bitbucket.
update forge.merge_requests set vanished_at = '2026-01-02' where iid = 7;
insert into forge.merge_request_events (project_id, iid, kind, at, user_id)
select :project, m.i, 'approved', '2026-01-01', u from (values (7), (8)) m(i), (values (:ann::bigint), (null)) u(u);
select is((select (r.line::jsonb ->> 'vanished_at') || coalesce(r.loss, ' no loss')
           from forge.export_rows(:whole, 'merge_requests', '6', '7') r), '2026-01-02T00:00:00+00:00 no loss',
    'it is handed out with its time');
select is((select count(r.line) || ' ' || string_agg(concat_ws(' ', r.loss::jsonb ->> 'thing', r.loss::jsonb ->> 'key',
               r.loss::jsonb ->> 'what'), ', ') filter (where r.loss is not null)
           from (select * from forge.export_rows(:part, 'merge_requests', '6', '8') union all
                 select * from forge.export_rows(:part, 'merge_request_events', '6', '8')) r),
    '3 merge_requests 7 vanished, merge_request_events 7/approved/2026-01-01T00:00:00.000000Z/1 vanished, '
        'merge_request_events 7/approved/2026-01-01T00:00:00.000000Z/2 vanished',
    'or left out, with all that belongs to it, and each is named');
delete from forge.merge_request_events;
update forge.merge_requests set vanished_at = null;
delete from brigade.exports where id in (:whole, :part);

-- Numbers.
select forge.put_issues(:import, jsonb_build_array(jsonb_build_object('iid', 3, 'title', 'x', 'state', 'opened',
    'source_state', 'new', 'sanitised', false, 'raw', '{}'::jsonb))) \g /dev/null
create function pg_temp.moved(scheme text, most bigint) returns text language plpgsql as $$
begin
    update forge.merge_requests set iid = most where iid = (select max(iid) from forge.merge_requests);
    perform forge.assign_numbers((select min(id) from forge.projects), scheme);
    return (select string_agg(format('%s %s', n.kind, n.number - n.iid), ', ' order by n.kind)
            from (select distinct m.kind, m.number, m.iid from forge.numbers m
                  where m.scheme = moved.scheme and m.iid in (3, most)) n where n.kind = 'issue' or n.iid = most);
end $$;
select is(pg_temp.moved('pulls_first', w.most), w.moved, 'largest pull request ' || w.most)
from (values (800, 'issue 1000, pull_request 0'), (999, 'issue 1000, pull_request 0'),
             (1000, 'issue 10000, pull_request 0'), (8001, 'issue 10000, pull_request 0'),
             (10000, 'issue 100000, pull_request 0')) w(most, moved);
select is(pg_temp.moved('issues_first', 10000), 'issue 0, pull_request 1000', 'or issues keep theirs');
select is((select count(*) from forge.numbers where scheme = 'pulls_first'),
    (select count(*) from forge.merge_requests) + 1, 'everything has one number');

-- Losses.
update brigade.runs set state = 'finished', verdict = 'complete', finished_at = clock_timestamp() where id = :import;
insert into brigade.exports (source, target) values ('acme/widgets', 'files') returning id as export \gset
select is(pg_temp.refusal(format($$ select brigade.put_export_losses(%s,
    '[{"thing": "x", "key": "1", "what": "y"}]') $$, :export)),
    'P0001 brigade.loss_kinds has no row for the loss "y" of this target',
    'a loss that the target does not know is a mistake');
select brigade.put_export_plan(:export, '[{"planned_at": "2026-01-01T00:00:00Z", "here": {"tasks": 5, "refs": 2}}]')
    \g /dev/null
select brigade.put_export_losses(:export, '[{"thing": "tasks", "key": "1", "what": "sanitised"}]') \g /dev/null
select brigade.put_export_losses(:export, '[{"thing": "tasks", "key": "1", "what": "sanitised"}]') \g /dev/null
select brigade.put_export_counts(:export, '[{"thing": "tasks", "part": "one", "written": 3}]') \g /dev/null
select brigade.put_export_counts(:export, '[{"thing": "tasks", "part": "two", "written": 9}]') \g /dev/null
select brigade.put_export_counts(:export, '[{"thing": "tasks", "part": "two", "written": 1}]') \g /dev/null
select results_eq(format($$ select thing, here, written, changed, unaccounted from brigade.export_reconciliation
    where export_id = %s order by 1 $$, :export),
    $$ values ('refs', 2::bigint, 0::bigint, 0::bigint, 2::bigint), ('tasks', 5, 4, 1, 1) $$,
    'what is neither written nor dropped is unaccounted for, of whatever jobs have read the output');
select results_eq(format('select thing, here, written, dropped from brigade.export_unaccounted(%s)', :export),
    $$ values ('refs', 2::bigint, 0::bigint, 0::bigint), ('tasks', 5, 4, 0) $$,
    'nothing is published before these are none');
select is((select losses || ' ' || dropped from brigade.exports where id = :export), '1 0', 'one loss, once');

-- What an export that ended well must show.
savepoint ended;
update brigade.runs set state = 'finished', verdict = 'complete with notes', finished_at = now() where id = :export;
insert into brigade.export_losses (export_id, thing, key, what)
values (:export, 'tasks', '2', 'elves'), (:export, 'tags', '1', 'sanitised');
create function pg_temp.told(run bigint) returns text language sql as $$
    select string_agg(regexp_replace(v.invariant || ': ' || v.message, 'export \d+', 'it'), e'\n'
        order by v.invariant, v.message)
    from brigade.violations(run) v where v.invariant in ('rows_unaccounted', 'loss_unknown', 'directory_wrong')
$$;
select is(pg_temp.told(:export),
    'directory_wrong: it is complete with notes, and has published nothing
loss_unknown: it has lost something of tags, and had no row of it
loss_unknown: the target files has no loss "elves", and it has one
rows_unaccounted: it is complete with notes, and 1 of 5 rows of tasks are neither in the output nor among its losses
rows_unaccounted: it is complete with notes, and 2 of 2 rows of refs are neither in the output nor among its losses',
    'rows that went nowhere, losses without a sentence or a thing, and nothing published are violations');
update brigade.runs set directory = 'files/0' where id = :export;
select is(split_part(pg_temp.told(:export), e'\n', 1),
    'directory_wrong: it has published files/0, which is not its own', 'and so is what stands in another''s place');
select results_eq($$ select u.path, u.reason from brigade.unpublished('[".owners", "files", "paper", "files/1",
    "files/0", "files/7.foreign-x", ".run-1-1", ".run-x", "files/index-3.csv"]') u order by u.path collate "C" $$,
    $$ values ('.run-1-1', 'the export that wrote it has ended; the next one removes it, or you may'),
    ('.run-x', 'there is no such target, and no export makes what has such a name'),
    ('files/1', 'no export knows of it: export the project again, or remove it'),
    ('files/7.foreign-x', 'it was set aside because it is of another database: move it away'),
    ('files/index-3.csv', 'no export knows of it: export the project again, or remove it'),
    ('paper', 'there is no such target, and no export makes what has such a name') $$,
    'what stands below the setting exports and no export knows of');
rollback to ended;

-- Whom it waits for, and when it begins again.
select is(brigade.waits_for(:export), null, 'nothing to wait for');
insert into brigade.exports (source, target) values ('acme/widgets', 'files') returning id as second \gset
select is(brigade.waits_for(:second), :export::bigint, 'an older export to the same target');
select is((select has_changed from brigade.export_of(:export)), true, 'an import ran since the plan');
select brigade.put_export_plan(:export, jsonb_build_array(jsonb_build_object('planned_at', clock_timestamp(), 'here',
    '{}'::jsonb))) \g /dev/null
select is((select has_changed from brigade.export_of(:export)), false, 'none did');
select t.new_import() as again \gset
update brigade.runs set state = 'running', project_id = :project where id = :again;
select is((select has_changed from brigade.export_of(:export)), true, 'one runs');
select is(brigade.waits_for(:export), :again::bigint, 'and is waited for');
select is((select count(*) from brigade.claim('w1', '{files_plan}', 950, 57)), 0::bigint, 'nobody claims its jobs');
update brigade.runs set state = 'paused' where id = :again;
select is((select c.key from brigade.claim('w1', '{files_plan}', 950, 57) c), 'plan', 'until it stands still');
select is(t.finish(:export, '{plan}'), 'git', 'the first stage passes');
select brigade.put_export_end(:export, '[{"begins_again": true}]') \g /dev/null
select results_eq(format($$ select stage, state, pending from brigade.run_stages where run_id = %s and stage in
    ('plan', 'git', 'publish') order by 1 $$, :export),
    $$ values ('git', 'waiting', 0::bigint), ('plan', 'waiting', 0), ('publish', 'waiting', 0) $$,
    'all stages before the last begin again');
select is((select generation from brigade.exports where id = :export), 2, 'with the next generation');
select is_empty(format('select * from brigade.export_losses where export_id = %s', :export),
    'and no loss of the first');

-- Private directories.
update brigade.runs set state = 'finished', verdict = 'incomplete', finished_at = now() where id = :second;
select results_eq(format($$ select * from brigade.dead_exports(array['.run-%1$s-1', '.run-%1$s-2', '.run-%2$s-1',
    '.run-999-1-gone']) $$, :export, :second), format($$ values ('.run-%s-1'), ('.run-%s-1'), ('.run-999-1-gone') $$,
    :export, :second), 'swept are those of other generations, of what has ended and of no run');

select * from finish();
rollback;
