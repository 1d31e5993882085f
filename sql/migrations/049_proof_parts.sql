-- An output is read back by several jobs, and each counts what it met.
alter table brigade.export_counts
    add column part text collate "C" not null default '',
    drop constraint export_counts_pkey,
    add primary key (export_id, thing, part);
