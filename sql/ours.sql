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

-- Functions of ours that a migration wants dropped, because their parameters or results change. set_aside.sql drops
-- them when no view of a user stands on them any more.
create temp table outdated (function regprocedure primary key) on commit drop;

-- What was granted by hand. put_back.sql grants it again where a table became a view or a function was made anew.
create temp table granted on commit drop as
select o.kind, o.oid, o.schema, o.name, o.column_name, a.privilege_type as privilege, a.is_grantable,
       case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end as grantee
from (select 'table' as kind, c.oid, c.relnamespace as schema, c.relname as name, null::name as column_name,
             c.relowner as owner, c.relacl as rights
      from pg_class c where c.relkind in ('r', 'v')
      union all
      select 'table', c.oid, c.relnamespace, c.relname, a.attname, c.relowner, a.attacl
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'v')
      union all
      select 'function', p.oid, p.pronamespace, p.proname, null, p.proowner, p.proacl from pg_proc p) o
cross join lateral aclexplode(o.rights) a
where o.schema in ('brigade'::regnamespace, 'forge'::regnamespace) and a.grantee <> o.owner
  and (o.kind = 'table' or a.grantee <> 0)
  and pg_get_userbyid(a.grantee) not in ('brigade_worker', 'brigade_requester', 'brigade_viewer', 'brigade_admin');

-- Runs a migration that is not applied yet. What a user made may stand on what it changes: that is named.
create or replace procedure pg_temp.migrate(name text, body text) language plpgsql as $$
declare
    detail text;
begin
    if exists (select from brigade.migrations m where m.name = migrate.name) then
        return;
    end if;
    insert into brigade.migrations (name) values (migrate.name);
    execute body;
exception
    when dependent_objects_still_exist or feature_not_supported then
        get stacked diagnostics detail = pg_exception_detail;
        raise exception using errcode = '2BP01',
            message = format('something that is not Bucket Brigade''s stands in the way of the upgrade: %s (%s)',
                             replace(detail, e'\n', ', '), sqlerrm),
            hint = 'Nothing was changed. Drop it, install again, and make it again with the names of '
                   'contrib/doc/upgrade.';
end $$;
