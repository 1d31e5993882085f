-- How many requests a run has sent, by stage, and how many it needed yet when that was counted last.
alter table brigade.run_stages add column requests bigint not null default 0 check (requests >= 0);
update brigade.run_stages s set requests = m.requests
from (select run_id, sum(requests) as requests from brigade.meters group by run_id) m
where s.run_id = m.run_id and s.state = 'open' and m.requests > 0;
create table brigade.outlooks (
    run_id bigint primary key references brigade.runs (id) on delete cascade,
    requests bigint not null,
    requests_left bigint not null,
    is_sized boolean not null
);

-- What is shown while it runs says how far it is in per cent.
insert into outdated
select p.oid::regprocedure
from pg_proc p join ours_before o on o.classid = 'pg_proc'::regclass and o.oid = p.oid
where p.pronamespace = 'brigade'::regnamespace and p.proname = 'under_way'
on conflict (function) do nothing;
