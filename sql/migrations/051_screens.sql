-- Screens for hundreds of repositories: which runs are listed is asked for, and a failure says of which repository it
-- is.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname in ('overview', 'failures_of', 'dashboard')
on conflict (function) do nothing;
