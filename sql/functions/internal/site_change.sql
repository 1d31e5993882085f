create or replace function forge.site_change(detail jsonb, is_first boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select coalesce((
        select string_agg(case
                   when c.key = 'description' then 'changed the description'
                   when c.key = 'destination' and num_nulls(d.old_ref, d.new_ref) = 0
                       then format('changed the target branch: %s → %s', d.old_ref, d.new_ref)
                   when jsonb_typeof(c.value -> 'old') in ('object', 'array')
                       or jsonb_typeof(c.value -> 'new') in ('object', 'array')
                       or jsonb_typeof(c.value) <> 'object' or not c.value ?| array['old', 'new']
                       then 'changed: ' || c.key
                   else format('changed %s: %s → %s', c.key, coalesce(nullif(c.value ->> 'old', ''), 'none'),
                       coalesce(nullif(c.value ->> 'new', ''), 'none')) end, '; ' order by c.key collate "C")
        from jsonb_each(case when jsonb_typeof(detail -> 'changes') = 'object' then detail -> 'changes' else '{}' end) c
        cross join lateral (
            select coalesce(c.value #>> '{old,branch,name}', c.value ->> 'old') as old_ref,
                   coalesce(c.value #>> '{new,branch,name}', c.value ->> 'new') as new_ref) d),
        format('%s: %s', case when is_first then 'opened it with' else 'pushed new commits' end,
            substring(detail #>> '{source,commit,hash}' from '^[0-9a-f]{7,40}$')),
        'updated it; Bitbucket does not say what changed');
$$;
comment on function forge.site_change(jsonb, boolean) is
'What an update changed, in words, from the entry as the API gave it. is_first: it is from when it was opened.';
