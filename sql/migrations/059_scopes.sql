-- brigade.source_of says whether an import brings pull requests, whose scope is looked at first.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname = 'source_of'
on conflict (function) do nothing;
