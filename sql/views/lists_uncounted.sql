create or replace view brigade.lists_uncounted as
select distinct p.run_id, p.thing from brigade.pages p
where not exists (select from brigade.proofs f where f.run_id = p.run_id and f.thing = p.thing);
comment on view brigade.lists_uncounted is
$$Which lists are not counted in brigade.proofs? Those of runs that have not ended, and those whose pages were changed
since.$$;
comment on column brigade.lists_uncounted.run_id is 'Run';
comment on column brigade.lists_uncounted.thing is 'What the lists name, as in brigade.things';
