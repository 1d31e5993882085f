create or replace view brigade.numbers as
select n.project_id, n.scheme, n.kind, n.iid as source_number, n.number,
       coalesce(m.raw, i.raw) #>> '{links,html,href}' as source_url, null::text as web
from forge.numbers n
left join forge.merge_requests m on n.kind = 'pull_request' and m.project_id = n.project_id and m.iid = n.iid
left join forge.issues i on n.kind = 'issue' and i.project_id = n.project_id and i.iid = n.iid;
comment on view brigade.numbers is
'Which number has a pull request or issue where both share one series, and where is it at the source?';
comment on column brigade.numbers.project_id is 'Project';
comment on column brigade.numbers.scheme is 'pulls_first or issues_first, as in forge.numbers';
comment on column brigade.numbers.kind is 'pull_request or issue';
comment on column brigade.numbers.source_number is 'Number at the source';
comment on column brigade.numbers.number is 'Number at the target';
comment on column brigade.numbers.source_url is 'Web page at the source; null: not known';
comment on column brigade.numbers.web is 'Web page at the target; null: not known';
