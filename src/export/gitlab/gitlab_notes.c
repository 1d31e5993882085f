#include "export/gitlab/gitlab_notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/project.h"
#include "lib/base/sha1.h"
#include "lib/base/text.h"

/* What stands for more about something else: the proof counts it as nothing. */
#define CODE_MORE 6

/* One note, with what its row says. */
struct note {
    struct json_object *item;
    const char *path; /* NULL: it is about no file */
    int64_t line;     /* 0: about the file */
    bool is_old;
    int64_t start_line; /* 0: about one line */
    bool is_root;
    struct gitdir_range own; /* the revisions that it is about */
    struct gitdir_place place;
    struct gitdir_place start;
    struct gitlab_text text;
    struct export_subject subject;
    char *prefix;     /* that of the text, where it is ours */
    const char *lost; /* of its place; NULL: nothing */
};

static void note_release(struct note *note)
{
    json_free(&note->item);
    gitdir_place_release(&note->place);
    gitdir_place_release(&note->start);
    free(note->prefix);
}

void gitlab_notes_release(struct gitlab_notes *notes)
{
    for (size_t i = 0; i < GITLAB_CHANGES_MAX; i++)
        gitdir_changes_close(&notes->changes[i]);
    free_pointer(&notes->last_at);
}

static void set_discussion(const struct gitlab_notes *notes, struct json_object *item,
                           const char *discussion)
{
    char sum[SHA1_TEXT] = "";

    gitlab_discussion(project_of(notes->work->shared.task)->id, discussion, sum);
    json_set_text(item, "discussion_id", sum);
}

static void set_author(const struct gitlab_notes *notes, struct json_object *item)
{
    struct json_object *author = json_new_object();
    int64_t user_id = 0;

    if (!json_integer_at(item, "author_id", &user_id))
        bug("a note has no author_id");
    json_set_text(author, "name", people_find(notes->work->shared.people, user_id)->name);
    json_set(item, "author", author);
    gitlab_name(notes->work, item, "author_id");
    gitlab_name(notes->work, item, "resolved_by_id");
}

static bool add_note(struct gitlab_notes *notes, struct json_object *item, const char *text,
                     struct error *err)
{
    bool is_first = notes->is_first;

    notes->is_first = false;
    free(notes->last_at);
    notes->last_at = xstrdup(json_text_at(item, "created_at"));
    json_set_text(item, "note", text_is_blank(text) ? "*(empty comment)*" : text);
    return gitlab_add_element(notes->work, item, is_first, err);
}

/* What a text has no room for: further notes of the same person at the same time. */
static bool add_rest(struct gitlab_notes *notes, struct json_object *item, const char *rest,
                     struct error *err)
{
    int64_t id = 0;

    if (!json_integer_at(item, "id", &id))
        bug("a note has no id");
    json_set_integer(item, "id", id / 8 * 8 + CODE_MORE);
    while (*rest != '\0') {
        size_t size = gitlab_piece(rest, GITLAB_TEXT_BYTES_MAX);
        CLEANUP(free_pointer) char *piece = xasprintf("%.*s", (int)size, rest);
        if (!add_note(notes, item, piece, err))
            return false;
        rest += size;
    }
    return true;
}

/* A note of ours about the whole. */
static struct json_object *new_note(const struct gitlab_notes *notes, const char *discussion,
                                    int64_t author_id, const char *at)
{
    struct json_object *item = json_new_object();

    json_set_integer(item, "id", CODE_MORE);
    json_set_text(item, "noteable_type", notes->noteable);
    json_set_integer(item, "author_id", author_id);
    json_set_text(item, "created_at", at);
    json_set_text(item, "updated_at", at);
    json_set_boolean(item, "system", false);
    json_set_text(item, "type", NULL);
    set_discussion(notes, item, discussion);
    set_author(notes, item);
    return item;
}

static int64_t iid_of(const struct json_object *author)
{
    int64_t iid = 0;

    if (!json_integer_at(author, "iid", &iid))
        bug("something has no iid");
    return iid;
}

/* The first of the notes in which a description, or its footer, goes on. */
static struct json_object *new_rest(const struct gitlab_notes *notes, const char *discussion,
                                    const struct json_object *author)
{
    int64_t author_id = 0;

    if (!json_integer_at(author, "author_id", &author_id))
        bug("something has no author_id");
    return new_note(notes, discussion, author_id, json_text_at(author, "created_at"));
}

static bool add_text(struct gitlab_notes *notes, const char *rest, const struct json_object *author,
                     struct error *err)
{
    CLEANUP(json_free) struct json_object *item = NULL;
    CLEANUP(free_pointer)
    char *discussion = xasprintf("rest/%s/%lld", notes->noteable, (long long)iid_of(author));

    item = new_rest(notes, discussion, author);
    if (strlen(rest) > GITLAB_TEXT_BYTES_MAX)
        json_set_text(item, "type", "DiscussionNote");
    return add_rest(notes, item, rest, err);
}

/* Each note has the line of a footer, by which the proof finds what stands below it. */
static bool add_footer(struct gitlab_notes *notes, const char *footer,
                       const struct json_object *author, struct error *err)
{
    CLEANUP(json_free) struct json_object *item = NULL;
    CLEANUP(free_pointer)
    char *discussion = gitlab_footer_name(notes->noteable, iid_of(author));

    item = new_rest(notes, discussion, author);
    json_set_text(item, "type", "DiscussionNote");
    while (*footer != '\0') {
        CLEANUP(buffer_release) struct buffer text = {0};
        CLEANUP(free_pointer) char *piece = NULL;
        size_t size = gitlab_piece(footer, GITLAB_FOOTER_BYTES_MAX);
        piece = xasprintf("%.*s", (int)size, footer);
        buffer_add(&text, "More of what stands below the text:");
        references_add_footer(&text, piece);
        if (!add_rest(notes, item, buffer_text(&text), err))
            return false;
        footer += size;
    }
    return true;
}

bool gitlab_notes_begin(struct gitlab_notes *notes, const struct gitlab_written *description,
                        const struct json_object *author, struct error *err)
{
    const char *rest = buffer_text(&description->rest);
    const char *footer = buffer_text(&description->footer);

    notes->is_first = true;
    notes->left_out = 0;
    return gitlab_add_text(notes->work, ",\"notes\":[", err) &&
           (*rest == '\0' || add_text(notes, rest, author, err)) &&
           (*footer == '\0' || add_footer(notes, footer, author, err));
}

static struct json_object *new_position(const struct note *note)
{
    const struct gitdir_place *place = &note->place;
    struct json_object *position = json_new_object();

    json_set_text(position, "base_sha", note->own.base);
    json_set_text(position, "start_sha", note->own.base);
    json_set_text(position, "head_sha", note->own.head);
    json_set_text(position, "old_path", place->file.old_path);
    json_set_text(position, "new_path", place->file.new_path);
    json_set_text(position, "position_type", "text");
    json_set(position, "old_line", NULL);
    json_set(position, "new_line", NULL);
    if (place->side != '+')
        json_set_integer(position, "old_line", place->old_line);
    if (place->side != '-')
        json_set_integer(position, "new_line", place->new_line);
    json_set(position, "line_range", NULL);
    return position;
}

/* As GitLab names a line: by the sum of the path, and both counters. */
static void set_line_code(struct json_object *item, const struct gitdir_place *place)
{
    char sum[SHA1_TEXT] = "";
    CLEANUP(free_pointer) char *code = NULL;

    sha1_text(sum, place->file.new_path);
    code = xasprintf("%s_%lld_%lld", sum, (long long)place->old_line, (long long)place->new_line);
    json_set_text(item, "line_code", code);
}

static struct json_object *new_end(const struct gitdir_place *place)
{
    struct json_object *end = json_new_object();

    set_line_code(end, place);
    json_set_text(end, "type", place->side == '+' ? "new" : place->side == '-' ? "old" : NULL);
    json_set(end, "old_line", NULL);
    json_set(end, "new_line", NULL);
    if (place->side != '+')
        json_set_integer(end, "old_line", place->old_line);
    if (place->side != '-')
        json_set_integer(end, "new_line", place->new_line);
    return end;
}

static void set_mode(struct json_object *item, const char *key, unsigned mode)
{
    char text[16] = "";

    snprintf(text, sizeof(text), "%o", mode);
    json_set_text(item, key, text);
}

static struct json_object *new_diff_file(const struct gitdir_place *place)
{
    struct json_object *file = json_new_object();

    json_set_boolean(file, "new_file", place->file.is_new);
    json_set_boolean(file, "renamed_file", place->file.is_renamed);
    json_set_boolean(file, "deleted_file", place->file.is_deleted);
    set_mode(file, "a_mode", place->file.old_mode);
    set_mode(file, "b_mode", place->file.new_mode);
    json_set_text(file, "new_path", place->file.new_path);
    json_set_text(file, "old_path", place->file.old_path);
    json_set_text(file, "diff_export", buffer_text(&place->hunk));
    return file;
}

static void become_diff_note(struct note *note)
{
    struct json_object *position = new_position(note);

    if (note->start.side != '\0') {
        struct json_object *range = json_new_object();
        json_set(range, "start", new_end(&note->start));
        json_set(range, "end", new_end(&note->place));
        json_set(position, "line_range", range);
    }
    json_set_text(note->item, "type", "DiffNote");
    json_set(note->item, "position", position);
    json_set(note->item, "original_position", json_share(position));
    set_line_code(note->item, &note->place);
    json_set(note->item, "note_diff_file", new_diff_file(&note->place));
}

/* NULL: they cannot be read. */
static struct gitdir_changes *open_changes(struct gitlab_notes *notes, const struct note *note)
{
    struct gitdir_changes **place = NULL;

    for (size_t i = 0; i < GITLAB_CHANGES_MAX; i++)
        if (gitdir_changes_are(notes->changes[i], &note->own))
            return notes->changes[i];
    place = &notes->changes[notes->next_changes];
    notes->next_changes = (notes->next_changes + 1) % GITLAB_CHANGES_MAX;
    gitdir_changes_close(place);
    if (!gitdir_changes_open(place, notes->work->shared.gitdir, &note->own))
        return NULL;
    return *place;
}

static bool find_place(struct gitlab_notes *notes, struct note *note,
                       const struct anchor_wanted *wanted)
{
    struct gitdir_line line = {note->path, note->is_old, note->line};
    struct gitdir_line first = {note->path, note->is_old, note->start_line};
    const struct gitdir_changes *changes = NULL;

    if (notes->range == NULL || note->line == 0 ||
        !anchors_find_own(notes->work->shared.gitdir, notes->range, wanted, &note->own))
        return false;
    changes = open_changes(notes, note);
    if (changes == NULL || !gitdir_changes_place(changes, &line, &note->place))
        return false;
    if (note->start_line > 0 && !gitdir_changes_place(changes, &first, &note->start))
        note->start.side = '\0';
    return true;
}

static const char *tail(const struct note *note)
{
    return note->text.prefix != NULL ? note->text.prefix : "";
}

/* What stands in front of a comment that has no place among the changes. */
static char *words_of_place(const struct note *note)
{
    CLEANUP(free_pointer) char *words = anchor_words(note->path, note->start_line, note->line);

    return xasprintf("%s%s", words, tail(note));
}

static void place(struct gitlab_notes *notes, struct note *note, const struct db_rows *rows)
{
    struct anchor_wanted wanted = {
        .path = note->path,
        .old_line = db_rows_integer(rows, 0, "old_line"),
        .new_line = db_rows_integer(rows, 0, "new_line"),
        .base = db_rows_text(rows, 0, "base_sha"),
        .head = db_rows_text(rows, 0, "head_sha"),
    };

    note->is_old = wanted.new_line == 0;
    note->line = note->is_old ? wanted.old_line : wanted.new_line;
    note->start_line = db_rows_integer(rows, 0, "start_line");
    note->is_root = db_rows_boolean(rows, 0, "is_root");
    if (!find_place(notes, note, &wanted)) {
        note->prefix = words_of_place(note);
        note->lost = note->line > 0 ? "context" : NULL;
    } else {
        become_diff_note(note);
        if (note->start_line > 0 && note->start.side == '\0') {
            note->prefix = xasprintf("Lines %lld to %lld:\n\n%s", (long long)note->start_line,
                                     (long long)note->line, tail(note));
            note->lost = "range";
        }
    }
    if (note->prefix != NULL)
        note->text.prefix = note->prefix;
}

/* Only rows that a loss can name are left out: the others are small. */
static bool is_left_out(struct gitlab_notes *notes, const struct note *note,
                        const struct gitlab_written *written)
{
    int64_t size_bytes = (int64_t)(written->first.size + written->rest.size);

    if (notes->work->line_size_bytes + size_bytes <= GITLAB_LINE_BYTES_FULL ||
        note->subject.key == NULL || strcmp(note->subject.thing, "merge_requests") == 0)
        return false;
    notes->left_out++;
    export_work_lose(&notes->work->shared, &note->subject, "split", "dropped");
    return true;
}

/* GitLab shows only the first note of a discussion whose notes have no type. */
static void join_pieces(const struct note *note, const struct gitlab_written *written)
{
    if (written->rest.size > 0 && json_text_at(note->item, "type") == NULL)
        json_set_text(note->item, "type", "DiscussionNote");
}

static bool add_written(struct gitlab_notes *notes, const struct note *note,
                        const struct gitlab_written *written, struct error *err)
{
    if (note->is_root && note->lost != NULL)
        export_work_lose(&notes->work->shared, &note->subject, note->lost, NULL);
    gitlab_lose_rest(notes->work, written, &note->subject);
    join_pieces(note, written);
    return add_note(notes, note->item, buffer_text(&written->first), err) &&
           add_rest(notes, note->item, buffer_text(&written->rest), err);
}

bool gitlab_notes_take(struct gitlab_notes *notes, const struct db_rows *rows, struct error *err)
{
    CLEANUP(note_release)
    struct note note = {
        .text = {.words.markup = db_rows_text(rows, 0, "markup")},
        .subject = {db_rows_text(rows, 0, "thing"), db_rows_text(rows, 0, "key"),
                    db_rows_text(rows, 0, "link")},
    };
    CLEANUP(gitlab_written_release) struct gitlab_written written = {0};

    if (!export_work_parse(db_rows_text(rows, 0, "item"), &note.item, err))
        return false;
    set_author(notes, note.item);
    set_discussion(notes, note.item, db_rows_text(rows, 0, "discussion"));
    if (notes->range != NULL) {
        note.text.prefix = db_rows_text(rows, 0, "prefix");
        note.path = db_rows_text(rows, 0, "path");
    }
    if (note.path != NULL)
        place(notes, &note, rows);
    note.text.words.content = json_text_at(note.item, "note");
    gitlab_rewrite(notes->work, &note.text, &note.subject, &written);
    return is_left_out(notes, &note, &written) || add_written(notes, &note, &written, err);
}

bool gitlab_notes_end(struct gitlab_notes *notes, struct error *err)
{
    CLEANUP(json_free) struct json_object *item = NULL;
    CLEANUP(free_pointer) char *words = NULL;

    if (notes->left_out > 0) {
        words = xasprintf("%lld more comments are not here, because GitLab reads no longer line: "
                          "losses.csv names each.",
                          (long long)notes->left_out);
        item = new_note(notes, "left out", 0,
                        notes->last_at != NULL ? notes->last_at : "1970-01-01T00:00:00Z");
        if (!add_note(notes, item, words, err))
            return false;
    }
    return gitlab_add_text(notes->work, "]", err);
}
