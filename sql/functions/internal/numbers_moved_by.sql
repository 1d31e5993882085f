create or replace function forge.numbers_moved_by(project bigint, scheme text) returns bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    most_pulls bigint := (select max(m.iid) from forge.merge_requests m where m.project_id = numbers_moved_by.project);
    most_issues bigint := (select max(i.iid) from forge.issues i where i.project_id = numbers_moved_by.project);
    pulls_first boolean := numbers_moved_by.scheme = 'pulls_first';
    kept bigint := case when pulls_first then most_pulls else most_issues end;
    moved_by bigint := coalesce((
        select n.number - n.iid from forge.numbers n
        where n.project_id = numbers_moved_by.project and n.scheme = numbers_moved_by.scheme
          and n.kind = case when pulls_first then 'issue' else 'pull_request' end
        order by n.iid limit 1), 0);
begin
    if num_nulls(most_pulls, most_issues) > 0 or moved_by > kept then
        return moved_by;
    end if;
    -- A power of ten, so that 12 reads as 1012.
    moved_by := 1000;
    while moved_by * 4 < kept * 5 loop
        moved_by := moved_by * 10;
    end loop;
    return moved_by;
end $$;
comment on function forge.numbers_moved_by(bigint, text) is
$$By how much forge.assign_numbers moves the numbers of a project's issues (pulls_first) or pull requests: a power of
ten that is at least a quarter above the largest number that is kept; 0 when there is only one kind. What was given
before stays while it fits.$$;
