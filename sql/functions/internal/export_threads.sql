create or replace function forge.export_threads(run bigint, after_key text, upto_key text)
returns table (iid bigint, root_id bigint, first_id bigint, path text, old_line bigint, new_line bigint,
               start_line bigint, base_sha text, head_sha text)
language sql stable set search_path = pg_catalog, pg_temp as $$
    with notes as (
        select t.*, not t.pending and (t.vanished_at is null or r.options ->> 'vanished' is distinct from 'false')
                   and (not t.deleted or exists (
                       select from forge.notes a where a.project_id = t.project_id
                           and a.noteable_type = t.noteable_type and a.noteable_iid = t.noteable_iid
                           and a.parent_source_id = t.source_id)) as is_written
        from brigade.runs r
        join forge.notes t on t.project_id = r.project_id and t.noteable_type = 'merge_request'
            and t.noteable_iid > coalesce(after_key::bigint, 0) and t.noteable_iid <= upto_key::bigint
        where r.id = export_threads.run)
    select distinct on (t.noteable_iid, t.discussion_source_id)
           t.noteable_iid, t.discussion_source_id,
           first_value(t.source_id) over (partition by t.noteable_iid, t.discussion_source_id
               order by t.is_written desc, t.source_id <> t.discussion_source_id,
                   coalesce(t.created_at, t.updated_at) nulls first, t.source_id),
           t.path, t.old_line, t.new_line,
           case when t.new_line is not null then t.new_start_line else t.old_start_line end, t.base_sha, t.head_sha
    from notes t
    order by t.noteable_iid, t.discussion_source_id, t.path is null, t.source_id <> t.discussion_source_id,
        t.source_id;
$$;
comment on function forge.export_threads(bigint, text, text) is
$$Threads of the pull requests of one page (forge.export_pages): what each is about, as one of its comments says: that
which began it, or, where that says nothing or is not in the store, the first that says it. All comments of a thread are
about that. first_id: the first comment that an export writes; losses of the thread have its key.$$;
