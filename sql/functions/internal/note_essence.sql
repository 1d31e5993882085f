create or replace function forge.note_essence(raw jsonb, anchors boolean default true) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_array(
        raw #> '{parent,id}', coalesce(raw #> '{user,uuid}', raw #> '{user,account_id}'), raw -> 'created_on',
        coalesce(raw ->> 'deleted', 'false'),
        case when raw ->> 'deleted' = 'true' then null
             else jsonb_build_array(raw #> '{content,raw}', raw -> 'updated_on') end,
        jsonb_typeof(nullif(raw -> 'resolution', 'null')), raw #> '{resolution,created_on}',
        case when anchors then jsonb_build_array(raw #> '{inline,path}', raw #> '{inline,from}', raw #> '{inline,to}',
            raw #> '{inline,start_from}', raw #> '{inline,start_to}') end);
$$;
comment on function forge.note_essence(jsonb, boolean) is
$$What of the object of a comment is the same in its list and in an activity stream that can be trusted: who wrote what
to whom and when, whether it was resolved and, with anchors, the line that it is about.$$;
