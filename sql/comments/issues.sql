comment on table forge.issues is 'Issues. Numbers leave gaps where issues were deleted.';
comment on column forge.issues.project_id is 'Project';
comment on column forge.issues.iid is 'Number at Bitbucket';
comment on column forge.issues.title is 'Title';
comment on column forge.issues.description is 'As written, markup unchanged';
comment on column forge.issues.state is
'closed: resolved, invalid, duplicate, wontfix or closed. opened: anything else';
comment on column forge.issues.source_state is
$$Bitbucket's word: submitted, new, open, resolved, on hold, invalid, duplicate, wontfix, closed$$;
comment on column forge.issues.kind is 'bug, enhancement, proposal, task';
comment on column forge.issues.priority is 'trivial, minor, major, critical, blocker';
comment on column forge.issues.component is 'Name of its component. Null: none';
comment on column forge.issues.version is 'Name of its version. Null: none';
comment on column forge.issues.milestone is 'Name of its milestone. Null: none';
comment on column forge.issues.author_id is 'Reporter. Null: anonymous, or Bitbucket no longer says';
comment on column forge.issues.assignee_id is 'Assignee. Null: nobody';
comment on column forge.issues.votes is 'How many voted for it';
comment on column forge.issues.watchers is 'How many watch it';
comment on column forge.issues.created_at is 'When it was made at Bitbucket';
comment on column forge.issues.updated_at is 'When it was last changed at Bitbucket';
comment on column forge.issues.edited_at is 'When title or description were last edited. Null: never';
comment on column forge.issues.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.issues.raw is 'The object as the API or the archive gave it';

comment on table forge.issue_events is 'Change log of issues: a row for each field of a change.';
comment on column forge.issue_events.project_id is 'Project';
comment on column forge.issue_events.iid is 'Issue';
comment on column forge.issue_events.owner_iid is 'Issue that it belongs to. Null: that is not here (forge.orphans)';
comment on column forge.issue_events.source_id is
$$Bitbucket's id of the change. The comment that was made with it has the same id, and is a note only when it has a
text$$;
comment on column forge.issue_events.field is
$$What changed: state, assignee, title, kind, milestone, component, priority, version, content, attachment$$;
comment on column forge.issue_events.n is
'Numbers changes of one field that were made at once. It is 1 where there is no other';
comment on column forge.issue_events.at is 'When it changed';
comment on column forge.issue_events.user_id is 'User who changed it. Null: Bitbucket does not say';
comment on column forge.issue_events.old_value is 'Value before, as the source names it. Null: none';
comment on column forge.issue_events.new_value is 'Value after, as the source names it. Null: none';

comment on table forge.issue_labels is 'Labels of issues. Each issue has that of its kind.';
comment on column forge.issue_labels.project_id is 'Project';
comment on column forge.issue_labels.iid is 'Issue';
comment on column forge.issue_labels.name is 'Label';

comment on table forge.labels is 'Labels: one for each kind of issue that Bitbucket knew.';
comment on column forge.labels.project_id is 'Project';
comment on column forge.labels.name is 'Name';
comment on column forge.labels.color is 'As #RRGGBB';
comment on column forge.labels.kind is 'Kind of issue that it stands for';

comment on table forge.milestones is 'Milestones of the issue tracker, including those that no issue uses.';
comment on column forge.milestones.project_id is 'Project';
comment on column forge.milestones.name is 'Name';
comment on column forge.milestones.n is 'Which of those of its name, from 1 on';
comment on column forge.milestones.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.milestones.raw is 'The object as the API or the archive gave it';

comment on table forge.versions is 'Versions of the issue tracker, including those that no issue uses.';
comment on column forge.versions.project_id is 'Project';
comment on column forge.versions.name is 'Name';
comment on column forge.versions.n is 'Which of those of its name, from 1 on';
comment on column forge.versions.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.versions.raw is 'The object as the API or the archive gave it';

comment on table forge.components is 'Components of the issue tracker, including those that no issue uses.';
comment on column forge.components.project_id is 'Project';
comment on column forge.components.name is 'Name';
comment on column forge.components.n is 'Which of those of its name, from 1 on';
comment on column forge.components.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.components.raw is 'The object as the API or the archive gave it';

comment on table forge.attachments is 'Files of issues. A row is there only when the file is complete on disk.';
comment on column forge.attachments.project_id is 'Project';
comment on column forge.attachments.issue_iid is 'Issue';
comment on column forge.attachments.owner_iid is 'Issue that it belongs to. Null: that is not here (forge.orphans)';
comment on column forge.attachments.name is 'Name of the file, as people gave it. It is never a path';
comment on column forge.attachments.n is 'Numbers files of one name in one issue. It is 1 where there is no other';
comment on column forge.attachments.path is
'Path below the workers'' storage directory. It is made of the hash alone, so equal files are one';
comment on column forge.attachments.sha256 is 'SHA-256 of what it holds';
comment on column forge.attachments.size_bytes is 'Size';
comment on column forge.attachments.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.attachments.raw is 'The object as the API or the archive gave it';
