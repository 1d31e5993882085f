-- An export says which rows it leaves out: what it asks for of tables, rows and itself has other columns.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace in ('forge'::regnamespace, 'brigade'::regnamespace)
  and p.proname in ('export_tables', 'export_rows', 'export_of', 'export_branches')
on conflict (function) do nothing;

-- What people are called is found once for an export, and not for each of its pages.
create table brigade.export_names (
    export_id bigint not null references brigade.runs (id) on delete cascade,
    user_id bigint not null,
    person text not null,
    name text not null,
    words text not null,
    primary key (export_id, user_id)
);
