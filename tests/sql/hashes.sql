-- Bitbucket gives twelve digits of a hash: which ones git should look up, and where the whole ones are written.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
create function pg_temp.wanted(after text default '', most integer default 100) returns text[] language sql as
$$ select coalesce(array_agg(h.sha order by h.sha), '{}')
    from forge.short_hashes((select min(id) from brigade.imports), after, most) h $$;
create function pg_temp.places() returns text language sql as $$
    select string_agg(p, ' ') from (select 'm' || iid || ctid::text from forge.merge_requests union all select 'n'
        || source_id || ctid::text from forge.notes order by 1) x(p)
$$;
\set full40 '(\'cccccccccccc\' || repeat(\'0\', 28))'

select is(pg_temp.wanted(), '{}', 'an empty project wants no hashes');
select forge.put_merge_requests(:import, jsonb_build_array(
    t.merge_request(1, '{"source_sha": "aaaaaaaaaaaa", "target_sha": "bbbbbbbbbbbb"}'),
    t.merge_request(2, '{"source_sha": "aaaaaaaaaaaa", "target_sha": null, "state": "merged", "source_state": '
        '"MERGED", "merge_commit_sha": "cccccccccccc"}'),
    t.merge_request(3, jsonb_build_object('source_sha', repeat('d', 40), 'target_sha', 'bbbbbbbbbbbb'))));
select forge.put_notes(:import,
    jsonb_build_array(t.note(1, null, '{"path": "x", "base_sha": "bbbbbbbbbbbb", "head_sha": "eeeeeeeeeeee"}'),
    t.note(2))) \g /dev/null
select is(pg_temp.wanted(), '{aaaaaaaaaaaa,bbbbbbbbbbbb,cccccccccccc,eeeeeeeeeeee}',
    'short hashes are wanted, each once; whole ones and none are not');
select is(pg_temp.wanted('', 2), '{aaaaaaaaaaaa,bbbbbbbbbbbb}', 'in order, as many as are asked for');
select is(pg_temp.wanted('bbbbbbbbbbbb', 2), '{cccccccccccc,eeeeeeeeeeee}', 'the next ones go on after them');
select is(pg_temp.wanted('eeeeeeeeeeee'), '{}', 'until there are no more');

select forge.put_hashes(:import, jsonb_build_array(
    jsonb_build_object('short', 'aaaaaaaaaaaa', 'full_sha', rpad('aaaaaaaaaaaa', 40, '1'), 'committed_at',
        '2020-01-01T00:00:00Z'),
    jsonb_build_object('short', 'bbbbbbbbbbbb', 'full_sha', rpad('bbbbbbbbbbbb', 40, '2'), 'committed_at',
        '2020-01-02T00:00:00Z'),
    jsonb_build_object('short', 'ffffffffffff', 'full_sha', rpad('ffffffffffff', 40, '3'), 'committed_at',
        '2020-01-03T00:00:00Z')));
select results_eq(format('select iid, left(source_sha, 13), length(source_sha), length(target_sha), merge_commit_sha, '
    'merged_at from forge.merge_requests where project_id = %s order by 1', :project),
    $$ values (1::bigint, 'aaaaaaaaaaaa1', 40, 40, null::text, null::timestamptz),
    (2, 'aaaaaaaaaaaa1', 40, null, 'cccccccccccc', null), (3, 'ddddddddddddd', 40, 40, null, null) $$,
    'whole hashes are written wherever the short ones stood, and dates of other commits nowhere');
select results_eq('select length(base_sha), head_sha from forge.notes where source_id = 1', $$
    values (40, 'eeeeeeeeeeee') $$, 'in the anchors of comments too; what git does not have stays as it was given');
select is(pg_temp.wanted(), '{cccccccccccc,eeeeeeeeeeee}', 'what was resolved is wanted no more');
select pg_temp.places() as places \gset
select forge.put_hashes(:import,
    jsonb_build_array(jsonb_build_object('short', 'aaaaaaaaaaaa', 'full_sha', rpad('aaaaaaaaaaaa', 40, '1'),
    'committed_at', '2020-01-01T00:00:00Z'))) \g /dev/null
select forge.put_hashes(:import, '[]') \g /dev/null
select is(pg_temp.places(), :'places', 'the same again writes nothing');

-- The date of a merge commit.
select forge.put_hashes(:import,
    jsonb_build_array(jsonb_build_object('short', 'cccccccccccc', 'full_sha', :full40, 'committed_at',
    '2020-02-02T00:00:00Z'))) \g /dev/null
select results_eq('select merge_commit_sha, merged_at from forge.merge_requests where iid = 2',
    format('values (%L::text, timestamptz ''2020-02-02 00:00Z'')', :full40),
    'a merge commit gives its whole hash and its date');
update forge.merge_requests set merged_at = null where iid = 2;
select ok(pg_temp.wanted() @> array[:full40], 'a whole merge commit is wanted again for its date');
select forge.put_hashes(:import,
    jsonb_build_array(jsonb_build_object('short', :full40, 'full_sha', :full40, 'committed_at',
    '2020-02-03T00:00:00Z'))) \g /dev/null
select is((select merged_at from forge.merge_requests where iid = 2), '2020-02-03 00:00Z'::timestamptz,
    'and gives it by its whole hash');
select forge.put_hashes(:import,
    jsonb_build_array(jsonb_build_object('short', :full40, 'full_sha', :full40, 'committed_at',
    '2020-09-09T00:00:00Z'))) \g /dev/null
select is((select merged_at from forge.merge_requests where iid = 2), '2020-02-03 00:00Z'::timestamptz,
    'a date that is known is not changed by it');

-- Other projects are left alone.
select t.new_import('acme/other') as other \gset
select t.put_project(:other, '{other}') \g /dev/null
select forge.put_merge_requests(:other, jsonb_build_array(t.merge_request(1, '{"source_sha": "eeeeeeeeeeee"}')))
    \g /dev/null
select forge.put_hashes(:import,
    jsonb_build_array(jsonb_build_object('short', 'eeeeeeeeeeee', 'full_sha', rpad('eeeeeeeeeeee', 40, '4'))))
    \g /dev/null
select is((select length(head_sha) from forge.notes where source_id = 1), 40, 'a hash without a date is a hash');
select is((select m.source_sha from forge.merge_requests m join brigade.imports i on i.project_id = m.project_id
    where i.id = :other), 'eeeeeeeeeeee', 'the same short hash of another project is another commit');

select is(forge.longer_sha(known, given), expected, format('longer_sha(%s, %s)', coalesce(known, 'null'),
    coalesce(given, 'null')))
from (values ('aabbcc', 'aab', 'aabbcc'), ('aab', 'aabbcc', 'aabbcc'), ('aabbcc', 'dd', 'dd'), (null, 'dd', 'dd'),
    ('aab', null, null), ('aab', 'aab', 'aab')) s(known, given, expected);

select * from finish();
rollback;
