create or replace view brigade.newest_imports as
select r.id as run_id, r.project_id, r.pipeline
from brigade.runs r
where r.target is null and r.project_id is not null and not exists (
        select from brigade.runs n where n.project_id = r.project_id and n.target is null and n.id > r.id);
comment on view brigade.newest_imports is
$$Which import or sync of each project is the newest? It alone is compared with what is here, because a later one may
have taken away what is gone.$$;
comment on column brigade.newest_imports.run_id is 'Run';
comment on column brigade.newest_imports.project_id is 'Project';
comment on column brigade.newest_imports.pipeline is 'Pipeline of the run';
