
-- A repository whose import a person cancelled is a note of the workspace.
alter table brigade.omissions drop constraint omissions_reason_check;
alter table brigade.omissions
    add constraint omissions_reason_check check (reason in ('off', 'forbidden', 'withdrawn', 'unreachable',
        'unsupported', 'gone', 'private', 'unproved', 'unmapped', 'cancelled'));
