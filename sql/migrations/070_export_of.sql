-- brigade.export_of says which newer export is published already.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname = 'export_of'
on conflict (function) do nothing;
