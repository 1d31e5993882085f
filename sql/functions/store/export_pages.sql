create or replace function forge.export_pages(project bigint, thing text, items integer, size_bytes bigint)
returns table (page integer, after_key text, upto_key text, row_count bigint, row_bytes bigint)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
    place record;
    here record;
    talk bigint := 0; -- bytes of what was said about the rows
begin
    select * into strict place from forge.export_tables() e where e.thing = export_pages.thing;
    page := 1;
    row_count := 0;
    row_bytes := 0;
    for here in execute format(
        'select w.*, coalesce(n.bytes, 0) as talk
         from (select t.%1$I::text as key, %4$s as place, count(*) as rows, sum(pg_column_size(t))::bigint as bytes
               from %2$s t where %3$s group by t.%1$I) w
         left join (select c.noteable_iid::text as key, sum(octet_length(c.body))::bigint as bytes
                    from forge.notes c where c.project_id = $1 and c.noteable_type = $2 group by c.noteable_iid) n
             on n.key = w.key
         order by w.place', place.page_by, place.relation, place.filter,
         forge.export_key(place.relation, place.page_by))
        using project, case export_pages.thing when 'merge_requests' then 'merge_request' when 'issues' then 'issue' end
    loop
        if row_count > 0 and (row_count + here.rows > items
                              or row_bytes + here.bytes + talk + here.talk > size_bytes) then
            return next;
            page := page + 1;
            after_key := upto_key;
            row_count := 0;
            row_bytes := 0;
            talk := 0;
        end if;
        upto_key := here.key;
        row_count := row_count + here.rows;
        row_bytes := row_bytes + here.bytes;
        talk := talk + here.talk;
    end loop;
    if row_count > 0 then
        return next;
    end if;
end $$;
comment on function forge.export_pages(bigint, text, integer, bigint) is
$$Cuts the rows of a thing into pages of so many rows and so many bytes, whichever comes first; pull requests and issues
weigh with their comments, which row_bytes leaves out. A page is those whose key is behind after_key (null: from the
first) and not behind upto_key. What belongs to one key stays together, so that a page may be larger when one key has
more. No page: there are no rows.$$;
