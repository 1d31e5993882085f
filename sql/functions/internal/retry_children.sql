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
        -- In the stage that follows the children, the key is a repository; in others it is a job of theirs.
        if retry_children.stage is distinct from brigade.children_stage(run) then
            taken_up := taken_up + brigade.retry(child.id, retry_children.stage, retry_children.key);
        elsif retry_children.key is null or child.slug = retry_children.key then
            taken_up := taken_up + brigade.retry(child.id);
        end if;
    end loop;
    return taken_up;
end $$;
comment on function brigade.retry_children(bigint, text, text) is
'For brigade.retry of a workspace''s import: the same for each of its children. Returns how many jobs';
