create or replace function brigade.places_seen()
returns table (place text, state text, storage text, projects bigint, workers bigint, lost_at timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
    select p.name, case when p.lost_at is not null then 'lost' when p.settled_at is null then 'new'
               when brigade.workers_active(p.id) = 0 then 'idle' else 'working' end,
           p.storage, (select count(*) from brigade.project_places h where h.place_id = p.id),
           brigade.workers_active(p.id), p.lost_at
    from brigade.places p
    order by p.lost_at is not null, p.name, p.made_at;
$$;
comment on function brigade.places_seen() is
$$The places, how many projects have their files there, and how many workers run there.
state: new, no worker was there yet; idle, none runs there; working; lost. `brigade places` shows this.$$;
