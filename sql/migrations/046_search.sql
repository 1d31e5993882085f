-- Search: in which language. 071_searched has the indexes.
create table forge.search_settings (
    is_one boolean primary key default true check (is_one),
    language name not null
);
insert into forge.search_settings (language) values ('simple');
