-- Search: in which language, and an index of the words of each text. forge.searched has the same expressions.
create table forge.search_settings (
    is_one boolean primary key default true check (is_one),
    language name not null
);
insert into forge.search_settings (language) values ('simple');

create index merge_requests_words on forge.merge_requests using gin (
    to_tsvector('simple'::regconfig, left(title || ' ' || coalesce(description, ''), 65536)))
    with (gin_pending_list_limit = 512);
create index issues_words on forge.issues using gin (
    to_tsvector('simple'::regconfig, left(title || ' ' || coalesce(description, ''), 65536)))
    with (gin_pending_list_limit = 512);
create index notes_words on forge.notes using gin (
    to_tsvector('simple'::regconfig, left(body, 65536) || ' ' || coalesce(path, '') || ' '
        || translate(coalesce(path, ''), '/._-', '    ')))
    with (gin_pending_list_limit = 512);
create index tasks_words on forge.tasks using gin (
    to_tsvector('simple'::regconfig, left(content, 65536)))
    with (gin_pending_list_limit = 512);
create index users_words on forge.users using gin (
    to_tsvector('simple'::regconfig, coalesce(display_name, '') || ' ' || coalesce(nickname, '')))
    with (gin_pending_list_limit = 512);
