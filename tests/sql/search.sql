-- Search: what is found, in which order, by whom, and by an index.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
select t.put_user(:import, '{ann}', '{"display_name": "Ann Deadlock"}') as ann \gset
select forge.put_merge_requests(:import, jsonb_build_array(
    t.merge_request(1, '{"title": "Wait for the lock", "description": "A deadlock is met at midnight"}'),
    t.merge_request(2, '{"title": "Deadlock", "description": "short"}'))) \g /dev/null
select forge.put_notes(:import, jsonb_build_array(
    t.note(11, null, '{"body": "I saw a deadlock here, too <script>alert(1)</script>", "author": "{ann}"}'),
    t.note(12, null, '{"body": "unlike this", "path": "src/lib/lock_table.c"}'),
    t.note(13, null, jsonb_build_object('body', repeat('wörter ', 300000) || ' behind')),
    t.note(14, null, '{"body": "List<Gadget> and <script src=x> hide nothing, nor &cogwheel; <style>"}'))) \g /dev/null
select forge.put_tasks(:import, '[{"source_id": 5, "iid": 1, "merge_request_iid": 1, "state": "UNRESOLVED",
    "content": "Find the deadlock", "sanitised": false, "raw": {"id": 5}}]') \g /dev/null
select forge.put_issues(:import, '[{"iid": 3, "title": "Deadlocks again", "description": "every night",
    "state": "opened", "source_state": "new", "sanitised": false, "raw": {"id": 3}}]') \g /dev/null

create function pg_temp.hits(words text) returns text language sql as
$$ select coalesce(string_agg(s.thing || ' ' || s.key, ',' order by s.thing, s.key), '') from forge.search(words) s $$;
select is(pg_temp.hits('deadlock'), 'merge_request_notes 11,merge_requests 1,merge_requests 2,tasks 5,users {ann}',
    'a word is found in titles, descriptions, comments, tasks and names');
select is((select s.key from forge.search('deadlock') s where s.thing = 'merge_requests' limit 1), '2',
    'of two the one that says less besides comes first');
select is(pg_temp.hits('deadlock midnight'), 'merge_requests 1', 'several words must all be there');
select is(pg_temp.hits('"lock the wait"'), '', 'words in quotes stand in order');
select is(pg_temp.hits('"for the lock"'), 'merge_requests 1', 'and are found so');
select is(pg_temp.hits('midnight or night'), 'issues 3,merge_requests 1', 'or is one of them');
select is(pg_temp.hits('deadlock -midnight -saw -find -ann'), 'merge_requests 2', 'minus is not');
select is(pg_temp.hits('lock_table.c'), 'merge_request_notes 12', 'the name of a file is found');
select is(pg_temp.hits('src/lib/lock_table.c'), 'merge_request_notes 12', 'and its path');
select is(pg_temp.hits('wörter'), 'merge_request_notes 13', 'a text of two megabytes is found by its beginning');
select is(pg_temp.hits('behind'), '', 'and not by what stands behind the first 65,536 characters');
select is(pg_temp.hits('gadget hide nothing'), 'merge_request_notes 14',
    'a word between < and > is found, and what follows');
select is(pg_temp.hits('List<Gadget>'), 'merge_request_notes 14', 'as it is written, too');
select is(pg_temp.hits('<script src=x> cogwheel'), 'merge_request_notes 14',
    'also where PostgreSQL sees a tag or an entity');
select is((
    select string_agg(w, ' ' order by w)
    from forge.words_of('List<Gadget> <script src=x> a&cogwheel; <style> end') w),
    'cogwheel end gadget list script src style', 'the search pages of a site have all of them');
select is(pg_temp.hits($$'"; drop table & | ! ( : * \ deadlock midnight$$), '', 'no word is an operator');
select results_eq($$ select full_name, iid, title, author, snippet, url from forge.search('saw') $$,
    $$ values ('acme/widgets', 1::bigint, 'Wait for the lock', 'Ann Deadlock',
        'I «saw» a deadlock here, too  script alert(1) /script   ',
        'https://bitbucket.org/acme/widgets/pull-requests/1#comment-11') $$,
    'a hit says where, of what, by whom, in which words, and its page');
select is((select count(*) from forge.search('deadlock', most => 2)), 2::bigint, 'as many as are wanted');
select is(pg_temp.hits('deadlock') , (select string_agg(s.thing || ' ' || s.key, ',' order by s.thing, s.key)
    from forge.search('deadlock', (select id from forge.projects where full_name = 'acme/widgets' limit 1)) s),
    'of one project');
select is((select count(*) from brigade.search_source('deadlock', 'ACME/widgets')), 5::bigint, 'or of its source');
select throws_ok($$ select * from brigade.search_source('deadlock', 'acme/none') $$, 'P0002', null,
    'a project that is not there is a sentence');
select throws_ok($$ select * from forge.search(' - ') $$, '22023', 'there is no word to search for',
    'and so is no word');
select throws_ok($$ select * from forge.search(null) $$, '22023', 'there is no word to search for', 'and null');
select throws_ok($$ select * from forge.search('a', most => 0) $$, '22023', null, 'and a number of hits below one');

-- Who sees what.
create role brigade_test_reader in role brigade_requester;
create role brigade_test_owner in role brigade_requester;
set local role brigade_test_reader;
select is(pg_temp.hits('deadlock'), '', 'who sees no project finds nothing, and nobody');
reset role;
update forge.projects set owner = 'brigade_test_owner' where id = :project;
set local role brigade_test_owner;
select is(pg_temp.hits('deadlock'), 'merge_request_notes 11,merge_requests 1,merge_requests 2,tasks 5',
    'an owner finds what is in the own projects');
reset role;
update forge.projects set owner = current_user where id = :project;

-- An index, whatever it is that is searched: none of the expressions differs from the index.
set local enable_seqscan = off;
create function pg_temp.plan(name text, words text) returns text language plpgsql as $$
declare
    line text;
    lines text := '';
begin
    for line in execute format('explain select from forge.%I where to_tsvector(%L::regconfig, %s) @@ %L::tsquery', name,
        (select s.language from forge.search_settings s), words, 'deadlock') loop
        lines := lines || line || E'\n';
    end loop;
    return lines;
end $$;
select ok(strpos(pg_temp.plan(s.name, s.words), s.name || '_words') > 0, 'the words of ' || s.name || ' have an index')
from forge.searched() s;

-- A language.
select is(pg_temp.hits('deadlocks'), 'issues 3', 'as it is at first, words are taken as they are');
select is(forge.search_in('english'), 'english', 'a language is set');
select is(pg_temp.hits('deadlocks'),
    'issues 3,merge_request_notes 11,merge_requests 1,merge_requests 2,tasks 5,users {ann}',
    'and words are found in all their forms');
select ok(strpos(pg_temp.plan(s.name, s.words), s.name || '_words') > 0, s.name || ' has an index in that language')
from forge.searched() s;
select throws_ok($$ select forge.search_in('klingon') $$, '22023', 'PostgreSQL has no language "klingon" for search',
    'one that PostgreSQL does not have is a sentence');

select * from finish();
rollback;
