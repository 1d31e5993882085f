-- What stands for the head of a pull request whose commits are not in the store is one more column.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'forge'::regnamespace and p.proname = 'forgejo_pulls'
on conflict (function) do nothing;
