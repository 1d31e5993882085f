create or replace function brigade.settle_project(project bigint, place bigint) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    home bigint;
begin
    insert into brigade.project_places (project_id, place_id)
    select settle_project.project, p.id from brigade.places p where p.id = settle_project.place and p.lost_at is null
    on conflict (project_id) do nothing;
    -- Another worker may have been faster. Where the place was said to be lost, nothing is at home here.
    select h.place_id into home from brigade.project_places h where h.project_id = settle_project.project;
    return coalesce(home, 0);
end $$;
comment on function brigade.settle_project(bigint, bigint) is
$$Writes down that the files of a project are at a place, unless they are at another one. Returns where they are; 0:
nowhere yet, because the place was said to be lost. brigade.claim calls this.$$;
