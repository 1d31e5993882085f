create or replace function forge.audit_shares(run bigint, out stream bigint, out talks bigint, out has_comments boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select case when t.is_trusted then (r.rest + 1) / 2 else 0 end,
           case when t.is_trusted then r.rest / 2 else r.rest / 2 end,
           not t.is_trusted
    from (select greatest(forge.audit_budget(run => run)
              - (select count(*) from forge.pages_to_sweep(run => run)), 0) as rest) r
    cross join (select forge.audits_stream(run => run) as is_trusted) t;
$$;
comment on function forge.audit_shares(bigint) is
$$How a sync divides what forge.audit_budget and the sweep leave: pages of the activity stream, and merge requests whose
talk is read. has_comments: their comments, too, at two requests each, because the stream is not trusted; else their
tasks alone, at one.$$;
