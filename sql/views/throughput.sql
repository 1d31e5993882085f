create or replace view brigade.throughput as
select m.minute, sum(m.jobs) as jobs, sum(m.requests) as requests, sum(m.size_bytes) as bytes,
       count(distinct m.worker) as workers
from brigade.meters m
where m.minute > now() - interval '1 day'
group by m.minute;
comment on view brigade.throughput is 'How much was done in each minute of the last day?';
comment on column brigade.throughput.minute is 'Start of the minute';
comment on column brigade.throughput.jobs is 'Jobs done or failed';
comment on column brigade.throughput.requests is 'API requests';
comment on column brigade.throughput.bytes is 'Bytes received from the API';
comment on column brigade.throughput.workers is 'Workers that finished something';
