-- Comments become threads, in whatever order their pages arrive.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
select t.put_user(:import, 'ann') as ann \gset
create function pg_temp.put(variadic notes jsonb[]) returns void language sql as
$$ select forge.put_notes((select min(id) from brigade.imports), to_jsonb(notes)) $$;
create temp view threads as select source_id, parent_source_id as parent, discussion_source_id as root from forge.notes;
create function pg_temp.places() returns text
    language sql as $$ select string_agg(source_id || ctid::text, ' ' order by source_id) from forge.notes $$;

-- Three deep.
select pg_temp.put(t.note(1), t.note(2, 1), t.note(3, 2), t.note(4)) \g /dev/null
select results_eq('select * from threads order by source_id', $$ values (1::bigint, null::bigint, 1::bigint),
    (2, 1, 1), (3, 2, 1), (4, null, 4) $$,
    'a thread three deep has one root, and each reply its own parent');
select pg_temp.places() as places \gset
select pg_temp.put(t.note(3, 2), t.note(1), t.note(4), t.note(2, 1)) \g /dev/null
select is(pg_temp.places(), :'places', 'a second put of the same, in another order, writes nothing');

-- The reply arrives before what it answers, on another page.
select pg_temp.put(t.note(13, 12)) \g /dev/null
select is((select root from threads where source_id = 13), 12::bigint,
    'a reply whose parent is not there belongs to it all the same');
select pg_temp.put(t.note(12, 11)) \g /dev/null
select is((select string_agg(source_id || '>' || root, ' ' order by source_id) from threads where source_id > 10),
    '12>11 13>11', 'as its ancestors arrive, the root moves up');
select pg_temp.put(t.note(11)) \g /dev/null
select is((select string_agg(source_id || '>' || root, ' ' order by source_id) from threads where source_id > 10),
    '11>11 12>11 13>11', 'until the thread is whole');

-- A parent that never comes, and one that was deleted.
select pg_temp.put(t.note(21, 999), t.note(22, 21), t.note(23, 999)) \g /dev/null
select is((select string_agg(source_id || '>' || root, ' ' order by source_id) from threads where source_id > 20),
    '21>999 22>999 23>999',
    'replies to a comment that is missing stay together');
select pg_temp.put(t.note(31, null, '{"deleted": true, "body": ""}'), t.note(32, 31)) \g /dev/null
select results_eq('select deleted, body, discussion_source_id from forge.notes where source_id > 30 order by source_id',
    $$ values (true, '', 31::bigint), (false, 'Note 32', 31) $$,
        'a deleted comment is a tombstone that keeps its replies together');

-- Comments that answer each other in a circle: a broken source must not stop us.
select lives_ok($$ select pg_temp.put(t.note(41, 42), t.note(42, 41), t.note(43, 43)) $$, 'a circle of replies ends');
select is((select count(*) from forge.notes where source_id in (41, 42, 43)), 3::bigint, 'and is stored');

-- Anchors.
select pg_temp.put(t.note(51, null,
    '{"path": "src/a.c", "new_line": 7, "new_start_line": 5, "base_sha": "aaaaaaaaaaaa", "head_sha": "bbbbbbbbbbbb", '
    '"outdated": false}'),
    t.note(52, 51), t.note(53, 52), t.note(54, 51, '{"path": "src/b.c", "old_line": 3}'));
select results_eq('select source_id, path, old_line, new_line, new_start_line, base_sha, head_sha from forge.notes '
    'where source_id between 51 and 54 order by 1',
    $$ values (51::bigint, 'src/a.c', null::bigint, 7::bigint, 5::bigint, 'aaaaaaaaaaaa', 'bbbbbbbbbbbb'),
    (52, 'src/a.c', null, 7, 5, 'aaaaaaaaaaaa', 'bbbbbbbbbbbb'),
       (53, 'src/a.c', null, 7, 5, 'aaaaaaaaaaaa', 'bbbbbbbbbbbb'), (54, 'src/b.c', 3, null, null, null, null) $$,
    'a reply without an anchor has that of the root; one with its own keeps it');
select pg_temp.places() as places \gset
select pg_temp.put(t.note(52, 51), t.note(53, 52)) \g /dev/null
select is(pg_temp.places(), :'places', 'an inherited anchor is not written again by a second put');
select pg_temp.put(t.note(61, 62)) \g /dev/null
select pg_temp.put(t.note(62, null, '{"path": "late.c", "old_line": 9}')) \g /dev/null
select is((select path || old_line from forge.notes where source_id = 61), 'late.c9',
    'the anchor is inherited when the root comes later too');
select pg_temp.put(t.note(63, null, '{"path": "whole.c"}'), t.note(64, 63)) \g /dev/null
select results_eq('select path, old_line, new_line from forge.notes where source_id in (63, '
    '64)', $$ values ('whole.c', null::bigint, null::bigint), ('whole.c', null, null) $$,
    'a comment on a whole file has a path and no line');
select pg_temp.put(t.note(62, null, '{"path": "moved.c", "old_line": 10}')) \g /dev/null
select is((select path || old_line from forge.notes where source_id = 62), 'moved.c10',
    'an anchor that moved is written');
select is((select path || old_line from forge.notes where source_id = 61), 'moved.c10', 'and inherited anew');

-- Edited: Bitbucket's dates differ by milliseconds on comments that never were.
select pg_temp.put(t.note(71, null,
    '{"created_at": "2020-01-01T00:00:00.100Z", "updated_at": "2020-01-01T00:00:00.900Z"}'),
    t.note(72, null, '{"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:05Z"}'),
    t.note(73, null, '{"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:05.001Z"}'), t.note(74));
select is((select string_agg(edited::text, ' ' order by source_id) from forge.notes where source_id between 71 and 74),
    'false false true false',
    'a comment counts as edited when it changed more than 5 seconds after it was made');

-- Nothing of a comment is lost or shared.
select pg_temp.put(t.note(81, null, '{"author": "ann", "resolved_by": "ann", "resolved_at": "2020-01-01T00:00:00Z", '
    '"resolved": true, "body": ""}'),
    t.note(82, null, '{"author": null}'), t.note(83, null, '{"author": "nobody we know"}'));
select results_eq('select author_id, resolved_by_id, resolved_at is not null, resolved, body from forge.notes where '
    'source_id between 81 and 83 order by source_id',
    format($$ values (%1$s::bigint, %1$s::bigint, true, true, ''), (null, null, false, false, 'Note 82'),
        (null, null, false, false, 'Note 83') $$, :ann),
    'authors by their keys; no author, or no text, is a comment still');
select pg_temp.put(t.note(84, null, '{"resolved": true}')) \g /dev/null
select is((select resolved and resolved_at is null and resolved_by_id is null from forge.notes
    where source_id = 84), true,
    'a thread may be resolved without a time and a person');
insert into forge.notes (project_id, noteable_type, noteable_iid, source_id, discussion_source_id, body, edited,
    deleted, pending, anchored, raw)
values (:project, 'merge_request', 1, 85, 85, 'a draft that 0.2 kept', false, false, true, false, '{}');
select pg_temp.put('{"noteable_type": "merge_request", "source_id": 85, "pending": true}',
    '{"noteable_type": "merge_request", "source_id": 86, "pending": true}') \g /dev/null
select is((select count(*) from forge.notes where source_id in (85, 86)), 0::bigint,
    'a draft is not stored, and one that is here goes');
select pg_temp.put(t.note(1, null, '{"noteable_type": "issue"}')) \g /dev/null
select results_eq('select noteable_type from forge.notes where source_id = 1 order by 1',
    array['issue', 'merge_request'], 'an issue''s comment may have the number of a merge request''s');
select is((select count(*) from threads where root = 1), 4::bigint, 'and starts a thread of its own');
update forge.notes set base_sha = repeat('a', 40) where source_id = 51;
select pg_temp.put(t.note(51, null,
    '{"path": "src/a.c", "new_line": 8, "base_sha": "aaaaaaaaaaaa", "head_sha": "cccccccccccc"}')) \g /dev/null
select results_eq('select new_line, base_sha, head_sha from forge.notes where source_id = 51', $$
    values (8::bigint, repeat('a', 40), 'cccccccccccc') $$,
    'a second put keeps a whole hash, and takes a new one');
select throws_ok($$ select pg_temp.put(t.note(91, null, '{"noteable_type": "wiki"}')) $$, '23514', null,
    'a comment on nothing we know is refused');
select throws_ok($$ select pg_temp.put(t.note(91, null, '{"body": null}')) $$, '23502', null,
    'a comment without even an empty text is refused');
select lives_ok(format('select forge.put_notes(%s, ''[]'')', :import), 'nothing is nothing');

-- Long threads: no recursion deep enough to break.
select pg_temp.put(variadic (select array_agg(t.note(1000 + i, nullif(999 + i, 1000)))
    from generate_series(1, 2000) i)) \g /dev/null
select is((select count(*) from threads where root = 1001), 2000::bigint,
    'a thread of 2,000 replies to each other is one thread');

-- The account of somebody whose uuid we know.
select t.put_user(:import, '{gus}', '{"account_id": "ag"}') as gus \gset
select pg_temp.put(t.note(91, null, '{"author": "ag", "resolved_by": "ag"}')) \g /dev/null
select results_eq('select author_id, resolved_by_id from forge.notes where source_id = 91',
    format('values (%1$s::bigint, %1$s::bigint)', :gus), 'author and resolver are known by the account');

select * from finish();
rollback;
