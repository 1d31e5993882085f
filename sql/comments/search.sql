comment on table forge.search_settings is
'In which language words are searched for: one row, which forge.search_in writes, as it makes the indexes anew';
comment on column forge.search_settings.is_one is 'True: there is one row';
comment on column forge.search_settings.language is
'As in pg_ts_config. simple: words are taken as they are, in every language alike';
