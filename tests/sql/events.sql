-- The activity stream, and what it settles: when a merge request was merged or closed, and by whom.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
select t.put_user(:import, 'ann') as ann \gset
select t.put_user(:import, 'ben') as ben \gset
create function pg_temp.event(iid bigint, kind text, at timestamptz, who text default null, detail jsonb default '{}')
    returns jsonb language sql as
$$ select jsonb_build_object('iid', iid, 'kind', kind, 'at', at, 'user', who, 'detail', detail) $$;
create function pg_temp.put(variadic events jsonb[]) returns void language sql as
$$ select forge.put_merge_request_events((select min(id) from brigade.imports), to_jsonb(events)) $$;
create function pg_temp.settled(iid bigint) returns text language sql as $$
    select format('merged %s, closed %s, by %s', coalesce(to_char(m.merged_at at time zone 'UTC', 'MM-DD'), '-'),
        coalesce(to_char(m.closed_at at time zone 'UTC', 'MM-DD'), '-'), coalesce(u.key, '-'))
    from forge.merge_requests m left join forge.users u on u.id = m.closed_by_id where m.iid = settled.iid
$$;
create function pg_temp.places() returns text language sql as $$
    select string_agg(p, ' ') from (select 'm' || iid || ctid::text from forge.merge_requests union all
        select 'e' || iid || kind || ctid::text from forge.merge_request_events order by 1) x(p)
$$;

-- Events are unique, those of nobody too.
select pg_temp.put(pg_temp.event(1, 'updated', '2020-01-01Z'), pg_temp.event(1, 'updated', '2020-01-01Z'),
    pg_temp.event(1, 'approved', '2020-01-01Z', 'ann'),
    pg_temp.event(1, 'approved', '2020-01-01Z')) \g /dev/null
select is((select count(*) from forge.merge_request_events), 2::bigint,
    'the same event of nobody is one row; it is that of somebody, where that is said');
select pg_temp.places() as places \gset
select pg_temp.put(pg_temp.event(1, 'updated', '2020-01-01Z')) \g /dev/null
select is(pg_temp.places(), :'places', 'the same event again writes nothing');
select pg_temp.put(pg_temp.event(1, 'updated', '2020-01-01Z', null, '{"more": 1}')) \g /dev/null
select is((select count(*) || max(detail::text) filter (where user_id is null) from forge.merge_request_events),
    '2{"more": 1}', 'more detail is kept, in the same row');
select pg_temp.put(pg_temp.event(1, 'updated', '2020-01-01 00:00:00.000001Z')) \g /dev/null
select is((select count(*) from forge.merge_request_events), 3::bigint, 'a microsecond apart are two events');
select throws_ok($$ select pg_temp.put(pg_temp.event(1, 'exploded', '2020-01-01Z')) $$, '23514', null,
    'a kind that is none is refused');
select throws_ok($$ select pg_temp.put(pg_temp.event(1, 'updated', null)) $$, '23502', null,
    'an event without a time is refused');
select lives_ok(format('select forge.put_merge_request_events(%s, ''[]'')', :import), 'nothing is nothing');

-- Events may come before their merge request: the stream is one for all.
select pg_temp.put(
    pg_temp.event(10, 'merged', '2020-05-02Z', 'ann'), pg_temp.event(10, 'merged', '2020-05-09Z', 'ben'),
    pg_temp.event(10, 'closed', '2020-05-01Z', 'ben'),
    pg_temp.event(11, 'closed', '2020-06-01Z', 'ann'), pg_temp.event(11, 'reopened', '2020-06-02Z', 'ann'),
    pg_temp.event(11, 'closed', '2020-06-03Z', 'ben'),
    pg_temp.event(12, 'closed', '2020-07-01Z', 'ann'), pg_temp.event(12, 'reopened', '2020-07-02Z', 'ann'),
    pg_temp.event(14, 'merged', '2020-08-01Z'),
    pg_temp.event(16, 'closed', '2020-09-01Z', 'ann'), pg_temp.event(16, 'closed', '2020-09-02Z', 'ben'),
    pg_temp.event(17, 'closed', '2020-09-01Z', 'ann'), pg_temp.event(17, 'updated', '2020-09-02Z', 'ben',
        '{"state": "OPEN"}'), pg_temp.event(17, 'closed', '2020-09-03Z', 'ben'));
select forge.put_merge_requests(:import, jsonb_build_array(
    t.merge_request(10, '{"state": "merged", "source_state": "MERGED", "updated_at": "2021-01-01T00:00:00Z"}'),
    t.merge_request(11, '{"state": "closed", "source_state": "DECLINED", "updated_at": "2021-01-01T00:00:00Z"}'),
    t.merge_request(12, '{"updated_at": "2021-01-01T00:00:00Z"}'),
    t.merge_request(13, '{"state": "merged", "source_state": "MERGED", "updated_at": "2021-01-01T00:00:00Z", '
        '"merge_commit_sha": "cccccccccccc", "closed_by": "ann"}'),
    t.merge_request(14, '{"state": "merged", "source_state": "MERGED", "closed_by": "ben"}'),
    t.merge_request(15, '{"state": "closed", "source_state": "SUPERSEDED", "updated_at": "2021-01-01T00:00:00Z", '
        '"closed_by": "ben"}'),
    t.merge_request(16, '{"state": "closed", "source_state": "DECLINED"}'),
    t.merge_request(17, '{"state": "closed", "source_state": "DECLINED"}')));
select is(pg_temp.settled(10), 'merged -, closed -, by -', 'before it is settled nothing is known');
select forge.settle_merge_requests(:import) \g /dev/null
select is(pg_temp.settled(10), 'merged 05-02, closed -, by ann',
    'a merge happens once: the first entry that says merged');
select is(pg_temp.settled(11), 'merged -, closed 06-03, by ben',
    'a merge request may be closed again: the last entry that says closed');
select is(pg_temp.settled(16), 'merged -, closed 09-01, by ann',
    'who changes one that is closed does not close it again');
select is(pg_temp.settled(17), 'merged -, closed 09-03, by ben', 'unless it was open between');
select is(pg_temp.settled(12), 'merged -, closed -, by -', 'one that is open again has neither');
select is(pg_temp.settled(13), 'merged -, closed -, by ann',
    'without an entry there is no date: never that of the last update');
select is(pg_temp.settled(14), 'merged 08-01, closed -, by ben',
    'an entry of nobody gives the date; who is known otherwise stays');
select is(pg_temp.settled(15), 'merged -, closed -, by ben', 'superseded without an entry has no date');
select pg_temp.places() as places \gset
select forge.settle_merge_requests(:import) \g /dev/null
select forge.settle_merge_requests(:import, '[{"ignored": true}]') \g /dev/null
select is(pg_temp.places(), :'places', 'settling again writes nothing');

-- Falls back to the committer date of the merge commit.
select forge.put_hashes(:import,
    jsonb_build_array(jsonb_build_object('short', 'cccccccccccc', 'full_sha', 'cccccccccccc' || repeat('0', 28),
    'committed_at', '2020-04-04T00:00:00Z'))) \g /dev/null
select is(pg_temp.settled(13), 'merged 04-04, closed -, by ann', 'the merge commit''s date is next best');
select forge.settle_merge_requests(:import) \g /dev/null
select is(pg_temp.settled(13), 'merged 04-04, closed -, by ann', 'settling does not undo it');
select pg_temp.put(pg_temp.event(13, 'merged', '2020-04-03Z', 'ben')) \g /dev/null
select forge.settle_merge_requests(:import) \g /dev/null
select is(pg_temp.settled(13), 'merged 04-03, closed -, by ben', 'an entry that comes later is better');

-- Closed, and then open again at the source: a second import.
select forge.put_merge_requests(:import, jsonb_build_array(t.merge_request(11))) \g /dev/null
select pg_temp.put(pg_temp.event(11, 'reopened', '2020-06-04Z', 'ann')) \g /dev/null
select forge.settle_merge_requests(:import) \g /dev/null
select is(pg_temp.settled(11), 'merged -, closed -, by -', 'reopened at the source, it loses its date and its actor');

-- Another project's events settle nothing here.
select t.new_import('acme/other') as other \gset
select t.put_project(:other, '{other}') \g /dev/null
select forge.put_merge_requests(:other,
    jsonb_build_array(t.merge_request(10, '{"state": "merged", "source_state": "MERGED"}'))) \g /dev/null
select forge.settle_merge_requests(:other) \g /dev/null
select is((select merged_at from forge.merge_requests m join brigade.imports i on i.project_id = m.project_id
    where i.id = :other), null, 'projects do not settle one another');

select * from finish();
rollback;
