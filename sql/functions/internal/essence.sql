create or replace function forge.essence(raw jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_array(
        raw -> 'updated_on', raw -> 'state', raw -> 'title', raw -> 'description', raw -> 'draft',
        raw -> 'comment_count', raw -> 'task_count',
        raw #> '{source,branch,name}', raw #> '{source,commit,hash}', raw #> '{source,repository,full_name}',
        raw #> '{destination,branch,name}', raw #> '{destination,commit,hash}',
        (select jsonb_agg(coalesce(r -> 'uuid', r -> 'account_id', r -> 'nickname'))
         from jsonb_array_elements(case jsonb_typeof(raw -> 'reviewers') when 'array' then raw -> 'reviewers' end) r),
        (select jsonb_agg(jsonb_build_array(
                coalesce(p #> '{user,uuid}', p #> '{user,account_id}', p #> '{user,nickname}'),
                p -> 'role', p -> 'state', p -> 'approved', p -> 'participated_on'))
         from jsonb_array_elements(case jsonb_typeof(raw -> 'participants') when 'array' then raw -> 'participants'
             end) p));
$$;
comment on function forge.essence(jsonb) is
$$What of the object of a merge request says that something happened to it. A person that is called otherwise now, or
another avatar, is not among it.$$;
