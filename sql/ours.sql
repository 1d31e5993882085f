-- What is ours in the two schemas, and what other people built on it.
--
-- brigade.installed_objects names the views and functions that the last install made. The epilogue drops those that
-- this install did not make again, and nothing else: views and functions that users made stay.
create table if not exists brigade.installed_objects (
    object text primary key
);
-- Views and functions of ours, by oid. A database of 0.2.0 or older has no record: there the names decide.
create temp table ours_before on commit drop as
with known (names) as (values ('{
add_credential, add_seal_key, advance, applied_migrations, block_credential, book_requests, budget_free_at,
bury, caller, cancel, check_credential, check_own, check_worker, claim, claim_jobs, close_import, dashboard,
dashboard_imports, dashboard_lists, dashboard_style, dashboard_throughput, dead_attempts, distrust_secret,
duration_text, enqueue, estimate, estimate_requests, events_are_final, extend, fail_renewal, fail_without_vital,
files, finish, follow_parent, fork_branches, goodbye, has_failed, hello, history, holdings, html_bar, html_link,
html_text, html_time, import, import_command, import_stages_note_state, imports_after_end, imports_after_insert,
imports_after_update, imports_before_insert, imports_note_state, is_under_way, lease_renewal, leftovers, lists,
lists_to_read, lock_family, longer_sha, look_again, map_users, matches_pattern, metrics, missing, next_due,
open_stage, outcome, own_roles, parse_source, pause, progress, prune_events, purge_secrets, put_attachments,
put_children, put_components, put_hashes, put_heads, put_issue_events, put_issue_labels, put_issues, put_labels,
put_lfs_objects, put_members, put_merge_request_events, put_merge_request_reviewers, put_merge_requests,
put_milestones, put_notes, put_omissions, put_pages, put_project, put_refs, put_repositories, put_tallies,
put_tasks, put_users, put_versions, rate_limits, reading, reconciliation, record_troubles, remove_credential,
renew_secret, reopen, resume, retry, retry_children, return_requests, seal_credential, secret_of, sees_all,
settle_merge_requests, share_credential, short_hashes, stage_progress, start_again, stop_import, thread_notes,
throughput, user_id, violations, wanted_heads, wanted_repositories, workers, workers_active, workers_present}'::text[]))
select o.classid, o.oid, o.object
from (select 'pg_class'::regclass as classid, c.oid, c.relname as name, format('%s', c.oid::regclass) as object
      from pg_class c
      where c.relkind = 'v' and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace)
      union all
      select 'pg_proc', p.oid, p.proname, format('%s', p.oid::regprocedure)
      from pg_proc p where p.pronamespace in ('brigade'::regnamespace, 'forge'::regnamespace)) o, known
where o.object in (select i.object from brigade.installed_objects i)
   or (not exists (select from brigade.installed_objects) and o.name = any (known.names));

-- Views of users that stand on views or functions of ours. They are set aside while ours are made anew, because a view
-- cannot be replaced by one with other columns while another view reads it. The epilogue puts them back.
create temp table set_aside on commit drop as
with recursive readers (view, depth) as (
    select w.ev_class, 1
    from ours_before o
    join pg_depend d on d.refclassid = o.classid and d.refobjid = o.oid and d.classid = 'pg_rewrite'::regclass
    join pg_rewrite w on w.oid = d.objid
    where w.ev_class not in (select b.oid from ours_before b)
    union
    select w.ev_class, r.depth + 1
    from readers r
    join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = r.view
        and d.classid = 'pg_rewrite'::regclass
    join pg_rewrite w on w.oid = d.objid
    where w.ev_class not in (r.view) and w.ev_class not in (select b.oid from ours_before b) and r.depth < 100)
select max(r.depth) as depth, format('%s', c.oid::regclass) as name, c.relkind = 'm' as is_materialized,
       pg_get_viewdef(c.oid) as definition, pg_get_userbyid(c.relowner) as owner, c.relacl as rights,
       c.reloptions as options,
       (select array_agg(a.attname order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0) as columns,
       (select array_agg(pg_get_indexdef(x.indexrelid)) from pg_index x where x.indrelid = c.oid) as indexes,
       obj_description(c.oid, 'pg_class') as comment
from readers r
join pg_class c on c.oid = r.view and c.relkind in ('v', 'm')
group by c.oid, c.relkind, c.relowner, c.relacl, c.reloptions;

do $$
declare
    view record;
    present text := current_setting('role');
begin
    perform set_config('role', 'none', true); -- a superuser who acts as the owner may set aside what others own
    for view in select * from set_aside order by depth desc loop
        begin
            execute format('drop %s %s',
                case when view.is_materialized then 'materialized view' else 'view' end, view.name);
        exception
            when insufficient_privilege or dependent_objects_still_exist then
                raise exception using errcode = sqlstate,
                    message = format('%s of %s reads views of brigade and cannot be set aside (%s)',
                                     view.name, view.owner, sqlerrm),
                    hint = 'Nothing was changed. Install as a superuser, or drop it and make it again afterwards.';
        end;
    end loop;
    perform set_config('role', present, true);
end $$;
