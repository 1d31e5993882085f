
-- What each target of an export understands and what it cannot hold: options and losses. Run at every install.

create temp table wanted_options (like brigade.target_options) on commit drop;
insert into wanted_options (target, name, pattern, fallback, description) values
('files', 'raw', 'true|false', 'true', 'true: with the objects as the API gave them; false: without'),
('files', 'vanished', 'true|false', 'true',
    'true: with what is no longer at Bitbucket, which vanished_at says of it; false: without'),
('forgejo', 'owner', '(?![-_.A-Za-z0-9]*[-_.]{2})[A-Za-z0-9]([-_.A-Za-z0-9]{0,38}[A-Za-z0-9])?', null,
    'Whose it will be there: at most 40 letters, digits, - _ and ., with a letter or digit first and last, and no two '
    'of the others in a row; when it is not given, the workspace'),
('forgejo', 'name', '(?!\.{1,2}$|-$)(?!.*\.(git|wiki|rss|atom)$)[-_.A-Za-z0-9]{1,100}', null,
    'Its name there: at most 100 letters, digits, - _ and ., not ending with .git, .wiki, .rss or .atom; when it is '
    'not given, the slug'),
('forgejo', 'web', 'https?://[-A-Za-z0-9.:\[\]]+(/[-_.~%A-Za-z0-9]+)+', null,
    'The address that its page will have, such as https://forge.example.org/acme/widgets, without a / at the end: '
    'links point there; when it is not given, those that have no short form still point at Bitbucket'),
('forgejo', 'numbers', 'pulls_first|issues_first', 'pulls_first',
    'pulls_first: pull requests keep their numbers, and issues are moved; issues_first: the other way round'),
('forgejo', 'people', 'names|mapped', 'names',
    'names: everybody stands there by name; mapped: people whose remote_id forge.destinations has are bound to their '
    'accounts, which needs web'),
('forgejo', 'vanished', 'true|false', 'true',
    'true: with what is no longer at Bitbucket, and words that say so; false: without'),
('gitlab', 'owner', '(?!.*[-_.]{2})[A-Za-z0-9_][-_.A-Za-z0-9]{0,100}(/[A-Za-z0-9_][-_.A-Za-z0-9]{0,100}){0,19}', null,
    'The group that it will be in there, such as acme or acme/tools; when it is not given, the workspace'),
('gitlab', 'name', '(?!.*[-_.]{2})(?!.*\.(git|atom|bundle)$)[A-Za-z0-9_]([-_.A-Za-z0-9]{0,98}[A-Za-z0-9_])?', null,
    'Its name in the address there: at most 100 letters, digits, - _ and ., with no two of the last in a row and none '
    'of them first or last, not ending with .git, .atom or .bundle; when it is not given, the slug'),
('gitlab', 'web', 'https?://[-A-Za-z0-9.:\[\]]+(/[-_.~%A-Za-z0-9]+)+', null,
    'The address that its page will have, such as https://gitlab.example.org/acme/widgets, without a / at the end: '
    'links point there; when it is not given, those that have no short form still point at Bitbucket'),
('gitlab', 'people', 'names|mapped', 'names',
    'names: everybody stands there by name; mapped: people whose e-mail forge.destinations has become members, and are '
    'bound to their accounts when an administrator of GitLab imports the archive'),
('gitlab', 'vanished', 'true|false', 'true',
    'true: with what is no longer at Bitbucket, and words that say so; false: without'),
('site', 'diffs', 'threads|full', 'threads',
    'threads: of what a pull request changes, the lines that comments are about; full: also the whole change of each, '
    'as a text beside its page'),
('site', 'vanished', 'true|false', 'true',
    'true: with what is no longer at Bitbucket, and words that say so; false: without');

create temp table wanted_losses (like brigade.loss_kinds) on commit drop;
insert into wanted_losses (target, what, outcome, sentence) values
('files', 'refused ref', 'changed',
    'A branch or tag whose name git or PostgreSQL cannot store safely is in the bundle as refs/refused/<number>; '
    'refused_refs has its name, byte by byte'),
('files', 'sanitised', 'changed',
    'A text held bytes that PostgreSQL refuses: U+FFFD has stood for them since the import'),
('files', 'vanished', 'dropped', 'It is no longer at Bitbucket, and vanished=false leaves such things out'),
('forgejo', 'outdated', 'changed',
    'A comment on a line that is no longer in the changes is a general comment with the lines that it was about'),
('forgejo', 'resolved', 'as text', 'That a thread was resolved is a comment in it'),
('forgejo', 'reviewer', 'as text',
    'A reviewer or participant who gave no opinion stands below the text of the pull request'),
('forgejo', 'assignee', 'as text', 'The assignee of an issue stands below its text: the receiver ignores assignees'),
('forgejo', 'visibility', 'changed',
    'The receiver makes the repository public, although it is private: IMPORT.txt says what to do'),
('forgejo', 'project', 'as text',
'The language, the repository that it is a fork of and its date are in IMPORT.txt alone'),
('forgejo', 'date', 'as text', 'A time has no place there, or nobody knows it: the nearest known one stands for it'),
('forgejo', 'number moved', 'changed', 'It had another number in an earlier export'),
('forgejo', 'label', 'changed',
    'The name of a label or milestone was too long, and is cut; labels that then have one name are one'),
('forgejo', 'title', 'as text', 'A title of more than 255 characters is cut, and stands whole above the text'),
('forgejo', 'link', 'as text', 'A text links to a page of Bitbucket that has no address there'),
('forgejo', 'image', 'as text', 'A text shows a picture that Bitbucket keeps elsewhere, and which is not in the store'),
('forgejo', 'markup', 'as text',
'A text is not written in Markdown, or is too large to be looked at: it is there as it was'),
('forgejo', 'range', 'as text', 'A comment on several lines stands at the last of them and begins with their numbers'),
('forgejo', 'file comment', 'as text', 'A comment on a whole file is a general comment that begins with the path'),
('forgejo', 'thread', 'changed', 'What a reply answers is said by its place alone, or by a quotation'),
('forgejo', 'context', 'as text',
    'The lines that a comment is about cannot be found: it is a general comment that begins with path and line'),
('forgejo', 'deleted note', 'dropped', 'A deleted comment: "Comment deleted" where others have answered, else nothing'),
('forgejo', 'task', 'as text', 'A task is a comment with a box'),
('forgejo', 'state', 'as text', 'A superseded pull request is a closed one with a label'),
('forgejo', 'branch', 'as text',
    'The branch is that of a fork, or has a name of ours because it is gone or its name is taken'),
('forgejo', 'head', 'changed',
    'The commits are not in the store: the pull request has its comments and no changes, and its target branch stands '
    'for its head'),
('forgejo', 'ref', 'changed',
    'The commit of the target branch at that time is not written: the receiver takes the common ancestor for it'),
('forgejo', 'lfs', 'changed', 'A large file lies beside what the receiver reads: IMPORT.txt says how to push it'),
('forgejo', 'attachment', 'changed',
'An attached file lies beside what the receiver reads, in the folder of its issue'),
('forgejo', 'permission', 'as text', 'Who may read or write is in people.csv alone'),
('forgejo', 'merger', 'changed',
    'The receiver takes the administrator for whoever merged: a comment has the right name and time'),
('forgejo', 'event', 'dropped', 'An update of which Bitbucket does not say what changed'),
('forgejo', 'sanitised', 'changed',
    'A text held bytes that PostgreSQL refuses: U+FFFD has stood for them since the import'),
('forgejo', 'refused ref', 'changed',
    'A branch or tag whose name git or PostgreSQL cannot store safely is there as refs/refused/<number>'),
('forgejo', 'vanished', 'as text',
    'It is no longer at Bitbucket: words say so, or it is left out, as vanished=false asks and as every branch is'),
('gitlab', 'person', 'as text',
    'No account there is known: who imports the archive stands for the person, whose name is in words'),
('gitlab', 'reviewer', 'as text', 'A participant who gave no opinion stands below the text of the pull request'),
('gitlab', 'assignee', 'as text',
    'The assignee of an issue has no account there that is known: the name is below the text'),
('gitlab', 'permission', 'as text',
    'Who may read or write, without an account there that is known, is in people.csv alone'),
('gitlab', 'project', 'as text',
    'The website, the language, the repository that it is a fork of and its date are in IMPORT.txt alone'),
('gitlab', 'date', 'as text', 'A time has no place there, or nobody knows it: the nearest known one stands for it'),
('gitlab', 'label', 'changed',
    'The name of a label or milestone was too long or had a comma, and is changed; those that then have one name are '
    'one'),
('gitlab', 'title', 'as text',
    'A title of more than 255 characters is cut, and stands whole above the text; one without a word is "(no title)"'),
('gitlab', 'split', 'as text',
    'A text of more than 1,000,000 bytes goes on in further comments; where a pull request is too large for one line '
    'of the archive, its last comments are left out and counted in one'),
('gitlab', 'link', 'as text', 'A text links to a page of Bitbucket that has no address there'),
('gitlab', 'image', 'as text', 'A text shows a picture that Bitbucket keeps elsewhere, and which is not in the store'),
('gitlab', 'markup', 'as text',
    'A text is not written in Markdown, or is too large to be looked at: it is there as it was'),
('gitlab', 'range', 'as text',
    'The first of several lines is not among the changes: the comment begins with their numbers'),
('gitlab', 'file comment', 'as text', 'A comment on a whole file is a general comment that begins with the path'),
('gitlab', 'thread', 'changed', 'Which of several replies a reply answers is not said: it is in the same thread'),
('gitlab', 'resolved', 'changed',
    'When a thread was resolved, or by whom, is not known: time and author of its last comment stand for it'),
('gitlab', 'context', 'as text',
    'The lines that a comment is about cannot be found: it is a general comment that begins with path and line'),
('gitlab', 'deleted note', 'dropped', 'A deleted comment: "Comment deleted" where others have answered, else nothing'),
('gitlab', 'task', 'as text', 'A task is a comment with a box'),
('gitlab', 'state', 'as text', 'A superseded pull request is a closed one with a label'),
('gitlab', 'branch', 'as text',
    'The branch is that of a fork, or has a name of ours because it is gone or its name is taken'),
('gitlab', 'head', 'changed', 'The commits are not in the store: the pull request has its comments and no changes'),
('gitlab', 'ref', 'changed', 'The commit of the target branch at that time is known in part, and is not written'),
('gitlab', 'event', 'dropped', 'An update of which Bitbucket does not say what changed'),
('gitlab', 'sanitised', 'changed',
    'A text held bytes that PostgreSQL refuses: U+FFFD has stood for them since the import'),
('gitlab', 'refused ref', 'changed',
    'A branch or tag whose name git or PostgreSQL cannot store safely is there as refs/refused/<number>'),
('gitlab', 'vanished', 'as text',
    'It is no longer at Bitbucket: words say so, or it is left out, as vanished=false asks and as every branch is'),
('site', 'context', 'as text',
    'The lines that a comment is about cannot be found: it begins with path and line'),
('site', 'head', 'changed', 'The commits are not in the store: comments stand without the lines that they are about'),
('site', 'markup', 'as text', 'A text is not written in Markdown, or has more than 256 KiB: it is shown as it was'),
('site', 'image', 'as text',
    'A text shows a picture that Bitbucket keeps elsewhere, and which is not in the store: a link leads to it'),
('site', 'file name', 'changed',
    'The name of an attached file is made safe: what a browser might run ends with .txt'),
('site', 'draft', 'dropped', 'A draft of a comment, which was never published'),
('site', 'lfs', 'dropped', 'Large files of git LFS are not in a site: the target files has them'),
('site', 'sanitised', 'changed',
    'A text held bytes that PostgreSQL refuses: U+FFFD has stood for them since the import'),
('site', 'vanished', 'dropped', 'It is no longer at Bitbucket, and vanished=false leaves such things out'),
('site', 'refused ref', 'changed',
    'A branch or tag whose name git or PostgreSQL cannot store safely is in the bundle as refs/refused/<number>');

delete from brigade.target_options o
where not exists (select from wanted_options w where (w.target, w.name) = (o.target, o.name));
insert into brigade.target_options as o select * from wanted_options
on conflict (target, name) do update
set pattern = excluded.pattern, fallback = excluded.fallback, description = excluded.description
where (o.pattern, o.fallback, o.description)
    is distinct from (excluded.pattern, excluded.fallback, excluded.description);

delete from brigade.loss_kinds k
where not exists (select from wanted_losses w where (w.target, w.what) = (k.target, k.what));
insert into brigade.loss_kinds as k select * from wanted_losses
on conflict (target, what) do update set outcome = excluded.outcome, sentence = excluded.sentence
where (k.outcome, k.sentence) is distinct from (excluded.outcome, excluded.sentence);
