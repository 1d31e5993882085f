-- Draws the tables of the schema forge from the catalogue, for contrib/schema.svg (a test says when that is stale):
-- psql -XAqt -f contrib/schema.sql > contrib/schema.svg
-- Where a table stands is said here; one that is not named stands at the end of the last column.
with places (x, names) as (
    values (0, array['projects', 'repositories', 'refs', 'refused_refs', 'lfs_objects', 'storage_keys', 'numbers', 'search_settings']),
           (1, array['merge_requests', 'merge_request_reviewers', 'merge_request_events', 'tasks', 'unread_talks', 'reading_times']),
           (2, array['notes', 'stream_notes', 'shown_notes', 'users', 'members', 'destinations']),
           (3, array['issues', 'issue_events', 'issue_labels', 'labels', 'milestones', 'versions', 'components', 'attachments', 'changes'])),
tables as (
    select c.oid, c.relname as name, coalesce(p.x, 3) as x, coalesce(n.place, 99) as place,
           (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
           obj_description(c.oid, 'pg_class') as said
    from pg_class c
    left join (places p cross join lateral unnest(p.names) with ordinality n(name, place)) on n.name = c.relname
    where c.relnamespace = 'forge'::regnamespace and c.relkind = 'r'),
boxes as (
    select t.*, 20 + t.x * 310 as left_at,
           110 + coalesce(sum(t.columns * 17 + 64) over (partition by t.x order by t.place, t.name
               rows between unbounded preceding and 1 preceding), 0) as top
    from tables t),
keys as (
    select f.conrelid, f.confrelid, f.conkey, t.name as wanted
    from pg_constraint f join tables t on t.oid = f.confrelid where f.contype = 'f'),
rows as (
    select b.oid, a.attname as name, row_number() over (partition by b.oid order by a.attnum) as row,
           replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz') as type,
           exists (select from pg_index i where i.indrelid = b.oid and i.indisprimary and a.attnum = any (i.indkey)) as is_key,
           (select min(k.wanted) from keys k join boxes w on w.oid = k.confrelid
            where k.conrelid = b.oid and k.conkey[array_upper(k.conkey, 1)] = a.attnum
              and (cardinality(k.conkey) = 1 or w.x <> b.x)) as wanted
    from boxes b join pg_attribute a on a.attrelid = b.oid and a.attnum > 0 and not a.attisdropped),
drawn as (
    select string_agg(format(
        e'<g transform="translate(%s %s)"><title>%s</title><rect width="270" height="%s" rx="8"/><text class="name" x="12" y="21">%s</text>%s</g>\n',
        b.left_at, b.top, brigade.html_text(translate(b.said, e'\n', ' ')), b.columns * 17 + 38, b.name, r.lines), '' order by b.x, b.place, b.name) as svg
    from boxes b
    cross join lateral (
        select string_agg(format('<text class="%s" x="12" y="%s">%s</text><text class="side" x="258" y="%s">%s</text>',
            case when r.is_key then 'key' else 'column' end, r.row * 17 + 25, r.name, r.row * 17 + 25,
            coalesce('to ' || r.wanted, r.type)), '' order by r.row) as lines
        from rows r where r.oid = b.oid) r),
-- Keys of several columns lead from one thing of a project to another. Those to another column of the picture are words.
arrows as (
    select string_agg(format(e'<path d="M%s %sh%sV%sh%sm%s -4l%s 4 %s 4"/>\n', a.from_x, a.from_y, a.out, a.to_y, -a.out, a.head, -a.head, a.head),
        '' order by a.from_y, a.from_x) as svg
    from (select case when w.x > h.x then h.left_at + 270 else h.left_at end as from_x, h.top + 25 + 17 * r.row - 4 as from_y,
                 case when w.x > h.x then 20 else -12 - (k.conkey[2] % 3) * 2 end as out,
                 w.top + 16 as to_y, case when w.x > h.x then 5 else -5 end as head
          from keys k join boxes h on h.oid = k.conrelid join boxes w on w.oid = k.confrelid and w.x = h.x
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[array_upper(k.conkey, 1)]
          join rows r on r.oid = k.conrelid and r.name = a.attname
          where cardinality(k.conkey) > 1) a),
size as (select max(b.top + b.columns * 17 + 38) + 20 as height from boxes b)
select format(e'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1260 %1$s" role="img" aria-label="The tables of the schema forge">\n'
    '<style>:root { color-scheme: light dark } svg { background: #f6f7f9 } rect { fill: #fff; stroke: #d9dee5 } path { fill: none; stroke: #1f6feb; stroke-width: 1.5 }\n'
    'text { font: 12px system-ui, sans-serif; fill: #1a1f26 } .name { font-size: 14px; font-weight: 600 } .key { font-weight: 600 } .side { fill: #566070; text-anchor: end } .title { font-size: 20px; font-weight: 600 }\n'
    '@media (prefers-color-scheme: dark) { svg { background: #0f1318 } rect { fill: #181d24; stroke: #2b323c } path { stroke: #5b9dff } text { fill: #e6eaf0 } .side { fill: #9aa6b5 } }</style>\n'
    '<text class="title" x="20" y="40">What was brought over: the schema forge</text>\n'
    '<text x="20" y="66">Columns of the primary key are bold. Lines are foreign keys within a project; where there is none, "to" names the table that a column refers to.</text>\n'
    '<text x="20" y="86">sql/schema says what each column means.</text>\n'
    '%2$s%3$s</svg>', s.height, d.svg, a.svg)
from size s, drawn d, arrows a;
