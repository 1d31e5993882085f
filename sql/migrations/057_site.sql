-- A site can leave out what is no longer at Bitbucket: its functions ask the export, and not the project alone.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'forge'::regnamespace and p.proname = 'site_notes'
on conflict (function) do nothing;
