#include <dirent.h>
#include <string.h>

#include "cli/verify/verify.h"
#include "forge/place.h"
#include "lib/os/file.h"

/* What was published, and where: made on the way, so that a directory that is gone is told once. */
struct published {
    char *root;
    char *gone; /* the last directory that is not there; the rows are in the order of paths */
};

static void published_release(struct published *published)
{
    free_pointer(&published->root);
    free_pointer(&published->gone);
}

/* <target>/<project>, which a path of a row begins with; NULL: it is no such path. */
static char *directory_of(const char *path)
{
    const char *first = strchr(path, '/');
    const char *second = first != NULL ? strchr(first + 1, '/') : NULL;

    if (second == NULL || *path == '/' || *path == '.' || strstr(path, "/../") != NULL ||
        strstr(path, "//") != NULL)
        return NULL;
    return xasprintf("%.*s", (int)(second - path), path);
}

static bool is_there(struct verify_check *check, const char *path, void *payload)
{
    struct published *published = payload;
    CLEANUP(free_pointer) char *directory = directory_of(path);
    CLEANUP(free_pointer) char *full = NULL;

    if (directory == NULL) {
        verify_problem(check, "the path %s is none of an export, and was not looked at", path);
        return false;
    }
    if (published->gone != NULL && strcmp(published->gone, directory) == 0)
        return false;
    full = xasprintf("%s/%s", published->root, directory);
    if (file_exists(full))
        return true;
    verify_problem(check,
                   "%s was published and is not there: export the project again, or forget "
                   "the export",
                   full);
    free_pointer(&published->gone);
    published->gone = TAKE(directory);
    return false;
}

static void check_published(struct verification *verification, struct published *published)
{
    struct verify_check check = {verification, "exports", "files", 0};
    const struct verify_listed listed = {published->root, is_there, published};
    size_t count = 0;

    if (verify_listed_files(&check,
                            DB_CALL("select path, sha256, size_bytes from "
                                    "brigade.published_files()"),
                            &listed, &count))
        verify_end(&check, "%zu published files, each with its bytes", count);
}

/* Names in a folder below the root, with the folder in front. */
static void add_names(const struct published *published, const char *folder,
                      struct json_object *paths)
{
    CLEANUP(free_pointer) char *full = xasprintf("%s/%s", published->root, folder);
    DIR *directory = opendir(full);

    for (struct dirent *entry = NULL; directory != NULL && (entry = readdir(directory)) != NULL;) {
        CLEANUP(free_pointer)
        char *path = xasprintf("%s%s%s", folder, *folder != '\0' ? "/" : "", entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        json_append(paths, json_new_text(path));
    }
    if (directory != NULL)
        closedir(directory);
}

/* What stands below the root, with what stands in the folder of each target. */
static void check_leftovers(struct verification *verification, const struct published *published)
{
    struct verify_check check = {verification, "exports", "leftovers", 0};
    CLEANUP(json_free) struct json_object *paths = json_new_array();
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    size_t folders = 0;

    add_names(published, "", paths);
    folders = json_length(paths);
    for (size_t i = 0; i < folders; i++) {
        const char *name = json_text(json_element(paths, i));
        if (name != NULL && *name != '.')
            add_names(published, name, paths);
    }
    rows = verify_query(&check, DB_CALL("select path, reason from brigade.unpublished(paths => $1)",
                                        db_text(json_print(paths, NULL))));
    for (size_t i = 0; rows != NULL && i < db_rows_count(rows); i++)
        verify_problem(&check, "%s/%s: %s", published->root, db_rows_text(rows, i, "path"),
                       db_rows_text(rows, i, "reason"));
    if (rows != NULL)
        verify_end(&check, "nothing in %s that no export knows of", published->root);
}

void verify_exports(struct verification *verification)
{
    CLEANUP(published_release)
    struct published published = {
        .root = place_exports(config_text(verification->config, SETTING_EXPORTS),
                              config_text(verification->config, SETTING_STORAGE))};

    /* Nothing was ever handed out. */
    if (!file_exists(published.root))
        return;
    check_published(verification, &published);
    check_leftovers(verification, &published);
}
