-- Texts of a site find files as those of the other targets do: by forge.export_attached.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'forge'::regnamespace and p.proname in ('site_pulls', 'site_issues', 'export_attached')
on conflict (function) do nothing;
