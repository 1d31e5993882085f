-- What insert into brigade.imports understands, and what it says to what it does not.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();

-- The import that a source becomes.
create function pg_temp.understood(source text) returns text language sql as
$$ insert into brigade.imports (source) values (source) returning source || ' = ' || workspace || ' + ' || slug $$;
-- The sentence (and the hint) that an insert is refused with.
create function pg_temp.refusal(statement text) returns text language plpgsql as $$
declare
    sentence text;
    hint text;
begin
    execute statement;
    return 'accepted';
exception when others then
    get stacked diagnostics sentence = message_text, hint = pg_exception_hint;
    return sqlstate || ' ' || sentence || ' | ' || hint;
end $$;

select is(pg_temp.understood(source), 'acme/widgets = acme + widgets', format('"%s" is understood', source))
from unnest(array['acme/widgets', '  acme/widgets ', 'Acme/Widgets', 'acme/widgets/', 'acme/widgets.git',
    'https://bitbucket.org/acme/widgets', 'https://bitbucket.org/acme/widgets/',
    'https://bitbucket.org/acme/widgets.git',
    'https://me@bitbucket.org/acme/widgets.git', 'https://bitbucket.org/acme/widgets/src/main/README.md',
    'https://bitbucket.org/acme/widgets/pull-requests/12', 'git@bitbucket.org:acme/widgets.git']) source;
select is(pg_temp.understood('a_b-c/x.y_z-1'), 'a_b-c/x.y_z-1 = a_b-c + x.y_z-1',
    'dots, dashes and underscores are part of names');

select is(left(pg_temp.refusal(format('insert into brigade.imports (source) values (%L)', source)), 6), '22023 ',
    format('"%s" is refused', translate(source, E'\n', ' ')))
from unnest(array['', ' ', '/', '/widgets', 'acme//', 'acme/widgets/issues', 'acme/..', 'acme/.', 'a b/c',
    'acme/wid gets',
    'https://example.com/acme/widgets', 'http://bitbucket.org/acme/widgets',
    'https://bitbucket.org.evil.example/acme/widgets',
    'https://evil.example/@bitbucket.org/acme/widgets', 'acme/widgets?x=1', 'acme/widgets#x', 'acme/wi' || chr(233)
        || 'dgets',
    '../../etc/passwd', 'acme/$(id)', '--upload-pack=x', 'acme/wid''gets', 'https://user:pw@evil.example/acme/widgets',
    'file:///etc/passwd',
    'acme/widgets%2f..%2fother', 'acme/' || chr(8238) || 'stegdiw', 'http://169.254.169.254/latest/meta-data',
    'acme\widgets',
    E'acme/\rwidgets', 'https://bitbucket.org:8443/acme/widgets', ''';drop table brigade.imports;--',
    E'acme/widgets\nacme/other', repeat('a', 63) || '/widgets', 'acme/' || repeat('w', 63)]) source;

select is(pg_temp.refusal($$ insert into brigade.imports (source) values ('nonsense!') $$),
    '22023 source "nonsense!" is neither a Bitbucket Cloud repository nor a workspace | Write workspace/slug, such as '
        'acme/widgets, or https://bitbucket.org/workspace/slug; or the workspace alone for every repository in it.',
    'the refusal of a source says what to write');
select is(pg_temp.understood(source), 'acme = acme + ', format('"%s" is a whole workspace', source))
from unnest(array['acme', 'Acme', 'acme/', 'https://bitbucket.org/acme', 'https://bitbucket.org/acme/',
    'https://bitbucket.org/acme/workspace/repositories/', 'https://bitbucket.org/acme/workspace']) source;
select is(pg_temp.refusal($$ insert into brigade.imports (source, include) values ('acme/widgets', '{w*}') $$),
    '22023 include and exclude choose among the repositories of a workspace | Write source as acme alone, or leave '
        'them out.',
    'patterns are for workspaces');
select is(pg_temp.refusal($$ insert into brigade.imports (source, wiki_source) values ('acme', '/srv/wiki.git') $$),
    '22023 issues_export and wiki_source belong to one repository | Ask for that repository alone, '
        'as workspace/slug.',
    'files are for repositories');
select alike(pg_temp.refusal($$ insert into brigade.imports (source) values (null) $$), '2%', 'no source is refused');
select ok(length(pg_temp.refusal(format('insert into brigade.imports (source) values (%L)', repeat('!', 100000)))) <
    600,
    'a refusal does not repeat a source of any length');

select is(pg_temp.refusal($$ insert into brigade.imports (source, credential) values ('acme/widgets', 'nobody') $$),
    '23503 there is no credential "nobody" | Add it with: brigade credential add nobody --kind api_token --email E, '
        'or --kind access_token; ask who has it for brigade.share_credential; or leave it out to read a '
        'public repository anonymously.',
    'an unknown credential is refused with the command that adds it');
insert into brigade.credentials (name, kind) values ('acme-token', 'access_token');
select lives_ok($$ insert into brigade.imports (source, credential) values ('acme/widgets', 'acme-token') $$,
    'a known credential is taken');

select alike(pg_temp.refusal($$ insert into brigade.imports (source, issues_export)
    values ('acme/widgets', 'x.zip') $$),
    '22023 issues_export "x.zip" is no absolute path | %', 'a path that is relative to nobody knows what is refused');
select alike(pg_temp.refusal(format('insert into brigade.imports (source, wiki_source) values (''acme/widgets'', %L)',
    wiki)),
    '22023 wiki_source % | %', format('wiki_source "%s" is refused', translate(wiki, E'\n', ' ')))
from unnest(array['', 'wiki.git', '../wiki.git', 'http://example.com/w.git', 'http://localhost.example.com/w.git',
    'http://127.0.0.1.example.com/w.git', 'http://127.0.0.1@example.com/w.git', 'file:///w.git', 'ssh://example.com/w',
    '-u/x',
    'https://me:secret@example.com/w.git', 'https://', E'/wiki\n.git', 'ext::sh -c id']) wiki;
select lives_ok(format('insert into brigade.imports (source, wiki_source) values (''acme/widgets'', %L)', wiki),
    format('wiki_source "%s" is taken', wiki))
from unnest(array['/srv/wiki.git', 'https://example.com/acme/wiki.git', 'http://127.0.0.1:8080/w.git',
    'http://[::1]/w', 'http://localhost:1/w']) wiki;

-- What is not the user's to set.
insert into brigade.imports (source, state, verdict, stage, requested_by, error, started_at, finished_at, project_id,
    workspace, slug)
values ('evil/one', 'finished', 'complete', 'finish', 'somebody', 'x', 'yesterday', 'yesterday', null, 'other',
    'thing');
select results_eq($$ select workspace, slug, state, verdict, stage, requested_by::text, error, started_at, finished_at
    from brigade.imports where source = 'evil/one' $$,
    $$ values ('evil'::text, 'one'::text, 'queued'::text, null::text, 'repository'::text, current_user::text,
        null::text,
               null::timestamptz, null::timestamptz) $$,
    'state, verdict, owner and dates of an insert are ours');

insert into brigade.imports (source, priority) values ('acme/urgent', 7);
select is((select priority from brigade.imports where source = 'acme/urgent'), 7, 'priority is the user''s to set');
select lives_ok($$ insert into brigade.imports (source) values ('acme/widgets'), ('acme/widgets') $$,
    'the same source may be imported again, each a row');

-- Credentials: names and kinds.
select throws_ok(format('insert into brigade.credentials (name, kind) values (%L, ''access_token'')', name), '23514',
    null,
    format('credential name "%s" is refused', name))
from unnest(array['', '.hidden', '../up', '/b', 'a/', 'a b', '-x', repeat('n', 64)]) name;
select throws_ok($$ insert into brigade.credentials (name, kind) values ('x', 'app_password') $$, '23514', null,
    'app passwords are no kind of credential');
select throws_ok($$ insert into brigade.credentials (name, kind) values ('x', 'api_token') $$, '23514', null,
    'an api_token needs the e-mail of its account');

select * from finish();
rollback;
