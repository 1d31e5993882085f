create or replace view brigade.implied as
select p.id as project_id, d.thing, d.key from forge.projects p cross join lateral brigade.implied_by(p.id) d;
comment on view brigade.implied is
$$Which things must be there, because others that are here belong to them, and are not here? A comment or a task
without its merge request implies one that no list of the source showed.$$;
comment on column brigade.implied.project_id is 'Project';
comment on column brigade.implied.thing is 'Thing that is not here, as in brigade.things';
comment on column brigade.implied.key is 'Which one it is, as in brigade.holdings';
