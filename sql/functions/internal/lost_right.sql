create or replace function brigade.lost_right(run bigint) returns text
-- plpgsql keeps its plan from call to call; a function in SQL would be planned again at each claim.
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    return (
        select format('role %s may not use credential "%s" any more: ask its owner to share it '
                      '(brigade.share_credential), then: brigade resume %s; or cancel this run and ask for it with '
                      'another credential',
                      coalesce(u.granted_by, i.requested_by), w.name, i.id)
        from brigade.runs i
        cross join unnest(array_prepend(i.credential, i.credentials)) w(name)
        left join brigade.credential_uses u on u.run_id = i.id and u.credential = w.name
        where i.id = run and w.name is not null
          and (u.credential is null or not brigade.may_use(u.granted_by, w.name))
        limit 1);
end $$;
comment on function brigade.lost_right(bigint) is
$$The sentence that says which credential of a run may not be used any more, and what to do. Null: all may be used.
brigade.claim, resume and retry call this.$$;
