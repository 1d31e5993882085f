create or replace function forge.github_content_type(name text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select coalesce((
        select w.type from (values
            ('png', 'image/png'), ('jpg', 'image/jpeg'), ('jpeg', 'image/jpeg'), ('gif', 'image/gif'),
            ('svg', 'image/svg+xml'), ('webp', 'image/webp'), ('txt', 'text/plain'), ('log', 'text/plain'),
            ('md', 'text/markdown'), ('csv', 'text/csv'), ('pdf', 'application/pdf'), ('zip', 'application/zip'),
            ('gz', 'application/gzip'), ('json', 'application/json'), ('mp4', 'video/mp4')) w(ending, type)
        where w.ending = lower(substring(github_content_type.name from '\.([^.]+)$'))), 'application/octet-stream');
$$;
comment on function forge.github_content_type(text) is 'What kind of file it is, by the ending of its name.';
