-- What holds when a database goes back: a token for each claim, which no other claim ever had.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname in ('claim', 'finish', 'extend', 'committed_or_held');

-- Jobs in the hands of older workers have none: those workers cannot finish them, and their leases end.
alter table brigade.jobs add column token uuid;
