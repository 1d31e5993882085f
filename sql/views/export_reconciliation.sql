create or replace view brigade.export_reconciliation as
select c.export_id, c.thing, c.here, coalesce(c.written, 0) as written,
       coalesce(l.as_text, 0) as as_text, coalesce(l.changed, 0) as changed, coalesce(l.dropped, 0) as dropped,
       c.here - coalesce(c.written, 0) - coalesce(l.dropped, 0) as unaccounted
from (
    select n.export_id, n.thing, sum(n.here)::bigint as here, sum(n.written)::bigint as written
    from brigade.export_counts n group by n.export_id, n.thing) c
left join (
    select e.export_id, e.thing,
           count(distinct e.key) filter (where coalesce(e.outcome, k.outcome) = 'as text') as as_text,
           count(distinct e.key) filter (where coalesce(e.outcome, k.outcome) = 'changed') as changed,
           count(distinct e.key) filter (where coalesce(e.outcome, k.outcome) = 'dropped') as dropped
    from brigade.export_losses e
    join brigade.runs r on r.id = e.export_id
    join brigade.loss_kinds k on k.target = r.target and k.what = e.what
    group by e.export_id, e.thing) l on l.export_id = c.export_id and l.thing = c.thing;
comment on view brigade.export_reconciliation is
$$Per export and thing: how many rows are here, how many were counted when the output was read back, and what became of
the others? unaccounted is 0, or something is lost that no row of brigade.export_losses names$$;
comment on column brigade.export_reconciliation.export_id is 'Export';
comment on column brigade.export_reconciliation.thing is 'Thing';
comment on column brigade.export_reconciliation.here is 'Rows here when the export was planned';
comment on column brigade.export_reconciliation.written is 'Rows counted when the output was read back';
comment on column brigade.export_reconciliation.as_text is
'Things of which something is in the output in words alone';
comment on column brigade.export_reconciliation.changed is 'Things that are in the output in another form';
comment on column brigade.export_reconciliation.dropped is 'Things that are not in the output, each named as a loss';
comment on column brigade.export_reconciliation.unaccounted is
'Rows that are neither in the output nor named as a loss';
