/* The answer of a server to the batch API of git LFS. */
#include <strings.h>

#include "bitbucket/lfs_batch.h"

#include "fuzz.h"
#include "lib/http/http.h"

#define OBJECTS 3

static void check_header(const char *line)
{
    size_t name = strcspn(line, ":");

    claim(name > 0 && strncmp(line + name, ": ", 2) == 0, "a header has a name and a value");
    claim(strcspn(line, " \t\"(),/:;<=>?@[\\]{}") == name, "a name of a header is a token");
    for (const char *at = line; *at != '\0'; at++)
        claim((unsigned char)*at >= ' ' && *at != 0x7f, "a header is one line");
    claim(strncasecmp(line, "host:", 5) != 0 && strncasecmp(line, "content-length:", 15) != 0,
          "what our client decides is not the server's");
}

static void check_object(const struct lfs_object *object)
{
    CLEANUP(http_url_release) struct http_url url = {0};
    struct error err;
    size_t count = 0;

    claim(object->size_bytes >= 0, "a size is no negative number");
    claim((object->href != NULL) == (object->error.class == ERROR_NONE),
          "an object can be had or has an error");
    if (object->href == NULL) {
        claim(object->headers == NULL && object->error.message[0] != '\0', "an error has a reason");
        return;
    }
    claim(http_url_parse(object->href, &url, &err) && strcmp(url.scheme, "https") == 0,
          "a file is fetched by https");
    for (char **line = object->headers; line != NULL && *line != NULL; line++, count++)
        check_header(*line);
    claim(count <= 16, "an action has few headers");
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(buffer_release) struct buffer answer = {0};
    const struct lfs_server server = {.url = "https://bitbucket.org/acme/widgets.git/info/lfs"};
    struct lfs_object found[OBJECTS] = {{.size_bytes = 1}, {.size_bytes = 2}, {.size_bytes = 3}};
    struct lfs_object *objects[OBJECTS];
    struct error err = {0};

    for (int i = 0; i < OBJECTS; i++) {
        memset(found[i].oid, 'a' + i, SHA256_TEXT - 1);
        objects[i] = &found[i];
    }
    buffer_add_bytes(&answer, (const char *)bytes, size);
    if (lfs_take_answer(&server, objects, OBJECTS, &answer, &err))
        for (int i = 0; i < OBJECTS; i++)
            check_object(&found[i]);
    else
        claim(err.class != ERROR_NONE && err.message[0] != '\0', "a refusal has a reason");
    for (int i = 0; i < OBJECTS; i++)
        lfs_object_release(&found[i]);
    return 0;
}
