create or replace function brigade.retry_children(run bigint, stage text, key text) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    taken_up bigint := 0;
    child record;
begin
    perform brigade.lock_family(run);
    for child in
        select c.id, c.slug from brigade.runs c
        where c.parent_id = retry_children.run and c.state <> 'cancelled' order by c.id
    loop
        -- The key names a child in the stage that follows children. In other stages it names a job of the children.
        if retry_children.stage is distinct from brigade.children_stage(run) then
            taken_up := taken_up + brigade.retry(child.id, retry_children.stage, retry_children.key);
        elsif retry_children.key is null or child.slug = retry_children.key then
            taken_up := taken_up + brigade.retry(child.id);
        end if;
    end loop;
    return taken_up;
end $$;
comment on function brigade.retry_children(bigint, text, text) is
$$Does for each child of a run what brigade.retry does for the run. Returns how many jobs were taken up.$$;
