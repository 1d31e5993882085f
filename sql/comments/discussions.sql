comment on table forge.notes is 'Comments of merge requests and issues';
comment on column forge.notes.project_id is 'Project';
comment on column forge.notes.noteable_type is 'merge_request or issue';
comment on column forge.notes.noteable_iid is 'Number of that merge request or issue';
comment on column forge.notes.merge_request_iid is
'Merge request that it belongs to. Null: it belongs to an issue, or to one that is not here (forge.orphans)';
comment on column forge.notes.issue_iid is
'Issue that it belongs to. Null: it belongs to a merge request, or to one that is not here (forge.orphans)';
comment on column forge.notes.source_id is 'Bitbucket''s id';
comment on column forge.notes.parent_source_id is 'Comment that it answers. Null: it opens a thread';
comment on column forge.notes.discussion_source_id is
'Root of the thread. A comment that opens one has its own id here';
comment on column forge.notes.author_id is 'Author. Null: Bitbucket no longer says';
comment on column forge.notes.body is 'Text as written. Empty when the comment was deleted';
comment on column forge.notes.created_at is 'When it was written at Bitbucket';
comment on column forge.notes.updated_at is
'When it was last changed at Bitbucket. It differs by milliseconds on comments that were never edited';
comment on column forge.notes.edited is 'updated_at is more than 5 seconds after created_at';
comment on column forge.notes.deleted is 'A tombstone that keeps its replies together';
comment on column forge.notes.pending is
'An unpublished draft of the account that the credential belongs to. Versions after 0.2 store none';
comment on column forge.notes.resolved is
$$The thread that it opens was resolved. resolved_at and resolved_by_id are null where the source does not say when
and by whom$$;
comment on column forge.notes.resolved_at is 'When the thread was resolved';
comment on column forge.notes.resolved_by_id is 'User who resolved the thread';
comment on column forge.notes.path is
'File that it is about. A reply has the anchor of its root. Null: it is a general comment';
comment on column forge.notes.old_line is 'Line in the old version; of several lines, the last';
comment on column forge.notes.new_line is 'Line in the new version; of several lines, the last';
comment on column forge.notes.old_start_line is 'First line of several in the old version';
comment on column forge.notes.new_start_line is 'First line of several in the new version';
comment on column forge.notes.base_sha is 'Old version of the anchor: 40 digits where the commit is in the repository';
comment on column forge.notes.head_sha is 'New version of the anchor, likewise';
comment on column forge.notes.anchored is 'The anchor is that of the comment itself and not of its thread''s root';
comment on column forge.notes.outdated is 'The lines have changed since. Null: Bitbucket does not say';
comment on column forge.notes.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.notes.seen_in is
$$list: as the list of its merge request or issue showed it. stream: as the activity stream did, whose word was taken
(brigade.calibrations)$$;
comment on column forge.notes.raw is 'The object as the API gave it';
comment on column forge.notes.vanished_at is
$$When a sync read the list that should name it and did not find it there, by the source's clock. Null: it is there$$;
comment on column forge.notes.changed_at is
'Source''s time of the import or sync that changed the row last. Null: an older version did';

comment on table forge.tasks is 'Tasks of merge requests';
comment on column forge.tasks.project_id is 'Project';
comment on column forge.tasks.source_id is 'Bitbucket''s id';
comment on column forge.tasks.merge_request_iid is 'Merge request';
comment on column forge.tasks.owner_iid is 'Merge request that it belongs to. Null: that is not here (forge.orphans)';
comment on column forge.tasks.note_source_id is
'Comment that it is attached to. Null: it is attached to the merge request itself';
comment on column forge.tasks.state is 'RESOLVED or UNRESOLVED';
comment on column forge.tasks.content is 'As written';
comment on column forge.tasks.creator_id is 'User who made it';
comment on column forge.tasks.created_at is 'When it was made at Bitbucket';
comment on column forge.tasks.updated_at is 'When it was last changed at Bitbucket';
comment on column forge.tasks.resolved_at is 'When it was resolved';
comment on column forge.tasks.resolved_by_id is 'User who resolved it';
comment on column forge.tasks.sanitised is 'Text that PostgreSQL refuses was replaced by U+FFFD';
comment on column forge.tasks.raw is 'The object as the API gave it';
comment on column forge.tasks.vanished_at is
$$When a sync read the list that should name it and did not find it there, by the source's clock. Null: it is there$$;
comment on column forge.tasks.changed_at is
'Source''s time of the import or sync that changed the row last. Null: an older version did';

comment on table forge.stream_notes is
$$Comments as the activity stream showed them, while it is not decided whether they can be trusted: emptied when their
import ends$$;
comment on column forge.stream_notes.project_id is 'Project';
comment on column forge.stream_notes.run_id is 'Import that read them';
comment on column forge.stream_notes.source_id is 'Bitbucket''s id';
comment on column forge.stream_notes.iid is 'Merge request';
comment on column forge.stream_notes.put is 'The row that it would be: as for forge.put_notes';
