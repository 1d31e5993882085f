/* A page of a list and what stands on it. */
#include "bitbucket/activity.h"
#include "bitbucket/client.h"
#include "bitbucket/page.h"
#include "fuzz.h"
#include "lib/base/text.h"

static void check_entry(const struct json_object *entry)
{
    struct activity activity = activity_decode(entry);

    claim(activity.kind != ACTIVITY_MERGED || activity_kind_name(activity.kind) != NULL,
          "a merge is an event");
}

/* What is stored is what was printed. */
static void check_print(struct json_object *body)
{
    CLEANUP(json_free) struct json_object *again = NULL;
    CLEANUP(free_pointer) char *first = NULL;
    struct error err;
    bool sanitised = false;
    size_t size = 0;
    const char *text = json_print(body, &size);

    claim(text_is_utf8(text, size), "a page is printed as UTF-8");
    first = xstrdup(text);
    claim(json_parse(first, size, &again, &sanitised, &err), "what was printed can be read");
    claim(!sanitised, "and is clean");
    claim(strcmp(json_print(again, NULL), first) == 0, "and is the same");
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(page_release) struct page page = {0};
    CLEANUP(free_pointer) char *text = fuzz_text(bytes, size);
    struct error err;

    if (!page_decode(FUZZ_API, text, size, &page, &err)) {
        claim(err.class != ERROR_NONE && err.message[0] != '\0', "a refusal has a reason");
        return 0;
    }
    claim(json_is_array(page.values), "a page has a list of values");
    claim(page.size >= -1, "a size is no negative number");
    claim(page.next == NULL || client_check_link(FUZZ_API, page.next, &err), "next was checked");
    for (size_t i = 0; i < json_length(page.values); i++)
        check_entry(json_element(page.values, i));
    check_print(page.body);
    return 0;
}
