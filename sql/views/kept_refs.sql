create or replace view brigade.kept_refs as
select r.project_id, r.kind, r.name as key, r.name as kept_as, r.oid from forge.refs r
where r.vanished_at is null
union all
select r.project_id, r.kind, '\x' || encode(r.name, 'hex'), coalesce(r.kept_as, '\x' || encode(r.name, 'hex')), r.oid
from forge.refused_refs r;
comment on view brigade.kept_refs is
'Branches and tags of the server, with the ref of the stored repository that keeps each. Ask for one project.';
comment on column brigade.kept_refs.project_id is 'Project';
comment on column brigade.kept_refs.kind is 'Which repository has it: code or wiki';
comment on column brigade.kept_refs.key is
'Name at the server, or \x and hexadecimal digits where that name cannot be stored';
comment on column brigade.kept_refs.kept_as is 'Name in the stored repository: the same, or refs/refused/<n>';
comment on column brigade.kept_refs.oid is 'Object that it names';
