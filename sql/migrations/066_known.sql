-- forge.export_known says which pull requests are issues at the target.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'forge'::regnamespace and p.proname = 'export_known'
on conflict (function) do nothing;
