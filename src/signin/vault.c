#include "signin/vault.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/os/file.h"
#include "lib/base/locked.h"
#include "lib/base/redact.h"
#include "lib/secret/file_secret.h"

#define HEADING "brigade sealed record 1"

void vault_record_release(struct vault_record *record)
{
    free_pointer(&record->credential);
    free_pointer(&record->kind);
    free_pointer(&record->requester);
    free_pointer(&record->workspace);
    free_secret(&record->secret);
    free_secret(&record->refresh);
}

/* The lines of a record, "name value" each, behind the heading. */
struct field {
    const char *name;
    char **value;
    bool is_secret;
};

#define FIELDS 6

static void list_fields(struct vault_record *record, struct field out[FIELDS])
{
    const struct field fields[FIELDS] = {
        {"credential", &record->credential, false}, {"kind", &record->kind, false},
        {"requester", &record->requester, false},   {"workspace", &record->workspace, false},
        {"secret", &record->secret, true},          {"refresh", &record->refresh, true},
    };

    memcpy(out, fields, sizeof(fields));
}

bool vault_seal(const char *public_key, const struct vault_record *record, char **sealed,
                struct error *err)
{
    CLEANUP(buffer_release) struct buffer text = {.is_secret = true};
    struct vault_record copy = *record;
    struct field fields[FIELDS];

    list_fields(&copy, fields);
    buffer_printf(&text, HEADING "\nexpires %" PRId64 "\n", record->expires_s);
    for (size_t i = 0; i < FIELDS; i++) {
        const char *value = *fields[i].value;
        if (value == NULL)
            continue;
        if (strpbrk(value, "\r\n") != NULL)
            return error_set(err, ERROR_ITEM, "the %s has more than one line", fields[i].name);
        buffer_printf(&text, "%s %s\n", fields[i].name, value);
    }
    return seal_close(public_key, buffer_text(&text), sealed, err);
}

static void take_value(const struct field *field, const char *value)
{
    *field->value = field->is_secret ? locked_copy(value) : xstrdup(value);
    if (field->is_secret)
        redact_learn(value);
}

/* Unknown names are those of a later version. */
static void take_line(struct vault_record *record, const char *line)
{
    struct field fields[FIELDS];

    list_fields(record, fields);
    if (strncmp(line, "expires ", 8) == 0)
        record->expires_s = strtoll(line + 8, NULL, 10);
    for (size_t i = 0; i < FIELDS; i++) {
        size_t size = strlen(fields[i].name);
        if (strncmp(line, fields[i].name, size) == 0 && line[size] == ' ' &&
            *fields[i].value == NULL)
            take_value(&fields[i], line + size + 1);
    }
}

static bool parse(char *text, struct vault_record *out)
{
    char *rest = text;

    if (strcmp(strsep(&rest, "\n"), HEADING) != 0)
        return false;
    for (char *line = NULL; (line = strsep(&rest, "\n")) != NULL;)
        take_line(out, line);
    return true;
}

char *vault_key_path(const char *directory, const char *key_id)
{
    return xasprintf("%s/workers-%s.key", directory, key_id);
}

static bool read_key(const char *directory, const char *key_id, char **key, struct error *err)
{
    CLEANUP(free_pointer) char *path = vault_key_path(directory, key_id);

    if (!file_exists(path))
        return error_set(err, ERROR_IMPORT,
                         "the workers' key %s is not on this host: copy %s from a host that has it",
                         key_id, path);
    return file_secret_read(path, key, err);
}

bool vault_open(const char *directory, const struct vault_sealed *sealed, struct vault_record *out,
                struct error *err)
{
    CLEANUP(vault_record_release) struct vault_record found = {0};
    CLEANUP(free_secret) char *key = NULL;
    CLEANUP(free_secret) char *text = NULL;
    size_t size = 0;

    if (!read_key(directory, sealed->key_id, &key, err))
        return false;
    if (!seal_open(key, sealed->text, &text, err))
        return error_prefix(err, "credential %s cannot be opened with the workers' key %s",
                            sealed->credential, sealed->key_id);
    size = strlen(text);
    if (!parse(text, &found) || found.secret == NULL || found.kind == NULL ||
        found.credential == NULL || strcmp(found.credential, sealed->credential) != 0) {
        explicit_bzero(text, size);
        return error_set(err, ERROR_IMPORT,
                         "what is sealed for credential %s was made for another one: seal it again",
                         sealed->credential);
    }
    explicit_bzero(text, size);
    *out = found;
    found = (struct vault_record){0};
    return true;
}

bool vault_make_key(const char *directory, char key_id[SEAL_ID_TEXT],
                    char public_key[SEAL_KEY_TEXT], struct error *err)
{
    char secret[SEAL_KEY_TEXT];
    char fingerprint[SEAL_KEY_TEXT];
    CLEANUP(free_pointer) char *path = NULL;
    bool good = false;

    seal_make_secret_key(secret);
    good = seal_find_public_key(secret, public_key, err) &&
           seal_find_fingerprint(public_key, fingerprint, err);
    if (good) {
        snprintf(key_id, SEAL_ID_TEXT, "%.16s", fingerprint);
        path = vault_key_path(directory, key_id);
        good = file_make_directories(directory, 0700, err) && file_secret_write(path, secret, err);
    }
    explicit_bzero(secret, sizeof(secret));
    return good;
}
