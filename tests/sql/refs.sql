-- Repositories, refs and labels: what is given is what there is.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
select t.new_import() as import \gset
select t.put_project(:import) as project \gset
create function pg_temp.refs(kind text, variadic names text[]) returns jsonb language sql as $$
    select jsonb_build_object('kind', kind, 'refs',
        coalesce((select jsonb_agg(jsonb_build_object('name', split_part(n, '=', 1), 'oid',
        repeat(split_part(n, '=', 2), 40),
        'peeled_oid', repeat(nullif(split_part(n, '=', 3), ''), 40))) from unnest(names) n), '[]'))
$$;
create function pg_temp.stored(kind text) returns text language sql as $$
    select string_agg(format('%s=%s%s', name, left(oid, 1), '=' || left(peeled_oid, 1)), ' ' order by name)
        from forge.refs r where r.kind = stored.kind
$$;
create function pg_temp.repository(kind text, more jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_array(jsonb_build_object('kind', kind, 'path', '1/' || kind || '.git', 'head',
        'refs/heads/main', 'ref_count', 2, 'commit_count', 9, 'size_bytes', 1000) || more)
$$;

select throws_ok(format('select forge.put_refs(%s, jsonb_build_array(pg_temp.refs(''code'', ''refs/heads/a=a'')))',
    :import), '23503', null, 'refs without a repository are refused');
select forge.put_repositories(:import, pg_temp.repository('code') || pg_temp.repository('wiki', '{"head": null}'))
    \g /dev/null
select results_eq(format('select kind, path, head, ref_count, commit_count, size_bytes, fetched_at is not null from '
    'forge.repositories where project_id = %s order by kind', :project),
    $$ values ('code', '1/code.git', 'refs/heads/main', 2::bigint, 9::bigint, 1000::bigint, true),
    ('wiki', '1/wiki.git', null, 2, 9, 1000, true) $$, 'repositories are stored');
select forge.put_repositories(:import, pg_temp.repository('code', '{"ref_count": 5}')) \g /dev/null
select is((select count(*) || ' ' || max(ref_count) from forge.repositories), '2 5',
    'once each, as they were fetched last');
select throws_ok(format('select forge.put_repositories(%s, pg_temp.repository(''fork''))', :import), '23514', null,
    'a kind that is none is refused');

select forge.put_refs(:import,
    jsonb_build_array(pg_temp.refs('code', 'refs/heads/main=a', 'refs/heads/topic=b', 'refs/tags/v1=c=d'),
    pg_temp.refs('wiki', 'refs/heads/main=e'))) \g /dev/null
select is(pg_temp.stored('code'), 'refs/heads/main=a refs/heads/topic=b refs/tags/v1=c=d',
    'refs are stored, with what tags point to');
select is(pg_temp.stored('wiki'), 'refs/heads/main=e', 'those of the wiki apart');
select string_agg(ctid::text, ' ' order by kind, name) as places from forge.refs \gset
select forge.put_refs(:import,
    jsonb_build_array(pg_temp.refs('code', 'refs/tags/v1=c=d', 'refs/heads/topic=b', 'refs/heads/main=a'))) \g /dev/null
select is((select string_agg(ctid::text, ' ' order by kind, name) from forge.refs), :'places',
    'the same again writes nothing');
select forge.put_refs(:import,
    jsonb_build_array(pg_temp.refs('code', 'refs/heads/main=f', 'refs/heads/new=b', 'refs/tags/v1=c'))) \g /dev/null
select is(pg_temp.stored('code'), 'refs/heads/main=f refs/heads/new=b refs/tags/v1=c',
    'moved refs move, new ones come, those that are gone go');
select is(pg_temp.stored('wiki'), 'refs/heads/main=e', 'and the wiki''s stay');
select forge.put_refs(:import, jsonb_build_array(pg_temp.refs('code', 'refs/heads/Main=a', 'refs/heads/main=b')))
    \g /dev/null
select is((select count(*) from forge.refs where kind = 'code'), 2::bigint, 'names that differ in case are two refs');
select forge.put_refs(:import, jsonb_build_array(pg_temp.refs('code', variadic '{}'))) \g /dev/null
select is(pg_temp.stored('code'), null, 'an empty repository has no refs');
select throws_ok(format('select forge.put_refs(%s, ''[{"kind": "code", "refs": [{"name": "refs/heads/x", "oid": '
    '"aaaaaaaaaaaa"}]}]'')', :import), '23514', null,
    'a ref names a whole hash');
select forge.put_refs(:import, jsonb_build_array(jsonb_build_object('kind', 'code', 'refs',
    (select jsonb_agg(jsonb_build_object('name', 'refs/heads/' || i, 'oid', md5(i::text) || '00000000'))
        from generate_series(1, 10000) i))));
select is((select count(*) from forge.refs where kind = 'code'), 10000::bigint, 'ten thousand refs are one call');

-- Labels.
\set bug '{"name": "bug", "color": "#FF0000", "kind": "bug"}'
\set labels '\'[' :bug ', {"name": "task", "color": "#7F8C8D", "kind": "task"}]\''
select forge.put_labels(:import, :labels) \g /dev/null
select string_agg(ctid::text, ' ' order by name) as places from forge.labels \gset
select forge.put_labels(:import, :labels) \g /dev/null
select is((select string_agg(ctid::text, ' ' order by name) from forge.labels), :'places',
    'the same labels again write nothing');
select forge.put_labels(:import, '[{"name": "bug", "color": "#00FF00", "kind": "bug"}]') \g /dev/null
select is((select string_agg(name || color, ' ' order by name) from forge.labels), 'bug#00FF00 task#7F8C8D',
    'a label that changed is written, the others stay');
select throws_ok(format('select forge.put_labels(%s, ''[{"name": "x", "color": "red"}]'')', :import), '23514', null,
    'a colour that is none is refused');

-- The project itself.
select forge.put_project(:import, '[{"source_uuid": "{p}", "full_name": "acme/renamed", "name": "Renamed", "slug": '
    '"renamed", "visibility": "public", "sanitised": false, "raw": {}}]') \g /dev/null
select results_eq('select id, full_name, visibility from forge.projects',
    format('values (%s::bigint, ''acme/renamed'', ''public'')', :project), 'a renamed repository is the same project');
select is((select project_id from brigade.imports where id = :import), :project::bigint, 'and the import knows it');

select * from finish();
rollback;
