create or replace function brigade.next_turns(kinds text[], skip bigint[]) returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    list bigint[];
    fresh boolean;
    began timestamptz;
    place bigint;
begin
    if (select count(*) from (select from brigade.runs i where i.state in ('queued', 'running') limit 17) r) < 17 then
        return brigade.runs_in_turn(kinds, skip, false);
    end if;
    select t.runs, t.kinds = next_turns.kinds
        and clock_timestamp() between t.made_at and t.made_at + t.good_for into list, fresh
    from brigade.turns t;
    if fresh is not true then
        -- One worker at a time makes the list anew. The others go on with the one that is there.
        perform from brigade.turns t for no key update skip locked;
        if found then
            began := clock_timestamp();
            list := brigade.runs_in_turn(kinds, '{}', true);
            update brigade.turns t
            set runs = list, kinds = next_turns.kinds, made_at = clock_timestamp(),
                good_for = (clock_timestamp() - began) * 20;
        end if;
    end if;
    if coalesce(cardinality(list), 0) = 0 then
        return '{}';
    end if;
    -- Each claim begins behind where the one before it began.
    place := nextval('brigade.turn_numbers') % cardinality(list);
    return array(
        select r.id from unnest(list[place + 1:place + 16] || list[:least(place, 16)]) with ordinality r(id, n)
        where r.id <> all (skip) order by r.n);
end $$;
comment on function brigade.next_turns(text[], bigint[]) is
$$The runs that a claim tries, in order. Where more than sixteen are live, this is a part of a list that is made anew
after twenty times as long as it took to make it, so that the choice of a run costs at most a twentieth of a processor,
whatever the number of runs.$$;
