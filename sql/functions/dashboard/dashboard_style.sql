create or replace function brigade.dashboard_style() returns text
language sql immutable set search_path = pg_catalog, pg_temp as $css$ select '
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --text: #1a1f26; --quiet: #566070; --line: #d9dee5;
  --accent: #1f6feb; --good: #1a7f37; --note: #8a5a00; --bad: #c4232b; --track: #e4e8ee; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0f1318; --card: #181d24; --text: #e6eaf0; --quiet: #9aa6b5; --line: #2b323c;
    --accent: #5b9dff; --good: #4cc26a; --note: #e0ad4b; --bad: #ff7b72; --track: #2b323c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.45 system-ui, sans-serif;
  overflow-wrap: anywhere; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.25rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0; }
h4 { font-size: .9rem; margin: 1rem 0 .3rem; }
p { margin: .25rem 0; }
a { color: var(--accent); }
.quiet { color: var(--quiet); }
.small { font-size: .875rem; }
.good { color: var(--good); } .note { color: var(--note); } .bad { color: var(--bad); } .live { color: var(--accent); }
bdi { unicode-bidi: isolate; }
.tiles, .cards { list-style: none; margin: 1rem 0 0; padding: 0; }
.tiles { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(6.25rem, 1fr));
  font-size: .875rem; }
.cards { columns: 21rem; column-gap: .75rem; margin: 0; }
.cards > li { break-inside: avoid; margin-bottom: .75rem; }
.tiles li, .cards > li, .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
  padding: .7rem .9rem; }
.tiles li { padding: .6rem .7rem; }
.tiles b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.head { display: flex; flex-wrap: wrap; gap: .1rem .75rem; justify-content: space-between; align-items: baseline; }
.head strong { font-weight: 600; }
progress { appearance: none; display: block; width: 100%; height: .6rem; margin: .45rem 0; border: 0;
  border-radius: .3rem; overflow: hidden; background: var(--track); color: var(--accent); }
progress::-webkit-progress-bar { background: var(--track); }
progress::-webkit-progress-value { background: currentColor; }
progress::-moz-progress-bar { background: currentColor; }
.is-live progress { color: var(--accent); }
.is-good progress { color: var(--good); }
.is-note progress { color: var(--note); }
.is-bad progress { color: var(--bad); }
tr.is-live progress { color: var(--accent); }
tr.is-good progress { color: var(--good); }
tr.is-bad progress { color: var(--bad); }
details { margin-top: .5rem; }
summary { cursor: pointer; color: var(--accent); }
table { width: 100%; border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .5rem .25rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
tr > :last-child { padding-right: 0; }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; white-space: nowrap; }
table + table { margin-top: .8rem; }
tbody th { font-weight: 400; }
td.n, th.n { text-align: right; white-space: nowrap; }
td:last-child { overflow-wrap: normal; }
td progress { min-width: 3rem; margin: .35rem 0; }
.list { list-style: none; margin: 0; }
.card > .list { margin: .6rem 0 0; padding: 0; }
time { white-space: nowrap; }
.list > li { padding: .55rem 0; border-top: 1px solid var(--line); }
.list > li:first-child { border-top: 0; padding-top: 0; }
.list > li:last-child { padding-bottom: 0; }
.parts { margin: .6rem 0 0 .2rem; padding-left: .8rem; border-left: 2px solid var(--line); }
.parts > li { padding: .3rem 0; border-top: 0; }
.parts progress { height: .35rem; margin: .2rem 0; }
.parts .is-live progress { color: var(--accent); }
.parts .is-note progress { color: var(--note); }
.parts .is-bad progress { color: var(--bad); }
.charts { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
figure { margin: 0; }
figcaption { font-size: .875rem; }
svg { display: block; width: 100%; height: 7rem; margin: .4rem 0 .1rem; border-bottom: 1px solid var(--line); }
svg rect { fill: var(--accent); }
.ends { display: flex; justify-content: space-between; }
footer { padding: 1.5rem 1rem 2.5rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media print { body { background: none; } details > * { display: block; } }
' $css$;
comment on function brigade.dashboard_style() is
$$The style sheet of brigade.dashboard(). The page allows this text alone, by its hash.$$;
