-- Draws the pipelines of imports from brigade.stages, for contrib/pipeline.svg (a test says when that is stale):
-- psql -XAqt -f contrib/picture.sql > contrib/pipeline.svg
with stages as (
    -- A whole workspace is asked for first; its repositories then go the way of the others.
    select s.*, row_number() over (order by s.pipeline = 'import', s.position) - 1 as row, count(*) over () as count,
           row_number() over (partition by s.pipeline order by s.position) as number
    from brigade.stages s where s.pipeline in ('workspace', 'import')),
boxes as (
    select string_agg(format(
        e'<g transform="translate(20 %s)"><rect width="760" height="58" rx="8"/><text class="n" x="28" y="36">%s</text>'
        '<text class="name" x="56" y="25">%s</text><text x="56" y="45">%s</text><text class="side" x="742" y="25">%s</text>'
        '<path d="M28 58v22m-5 -6l5 6 5 -6"/><text class="side" x="742" y="74">%s</text></g>\n',
        70 + s.row * 80, case s.pipeline when 'import' then s.number::text else '*' end, s.name, brigade.html_text(s.description),
        format('batches of up to %s, up to %s tries', s.batch, s.max_attempts),
        case when s.pipeline <> 'import' then 'only for a whole workspace' when s.row + 1 < s.count then 'nothing left to do: the next opens' else '' end), '' order by s.row) as svg,
        max(s.count) * 80 + 70 as below
    from stages s)
select format(e'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 %1$s" role="img" aria-label="The stages of an import, in order">\n'
    '<style>:root { color-scheme: light dark } svg { background: #f6f7f9 } rect { fill: #fff; stroke: #d9dee5 } path { fill: none; stroke: #566070; stroke-width: 1.5 }\n'
    'text { font: 14px system-ui, sans-serif; fill: #1a1f26 } .name, .row { font-weight: 600 } .n { font-size: 20px; fill: #1f6feb; text-anchor: middle }\n'
    '.row { font-family: monospace } .side { fill: #566070; font-size: 12px; text-anchor: end }\n'
    '@media (prefers-color-scheme: dark) { svg { background: #0f1318 } rect { fill: #181d24; stroke: #2b323c } path { stroke: #9aa6b5 } text { fill: #e6eaf0 } .n { fill: #5b9dff } .side { fill: #9aa6b5 } }</style>\n'
    '<text class="row" x="20" y="34">insert into brigade.imports (source, credential) values (&#39;acme/widgets&#39;, &#39;acme-token&#39;);</text>\n'
    '<path d="M48 44v26m-5 -6l5 6 5 -6"/>\n%2$s'
    '<text class="row" x="20" y="%3$s">verdict: complete, complete with notes, incomplete</text>\n</svg>', below + 30, svg, below + 14)
from boxes;
