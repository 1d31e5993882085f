#include "cli/names.h"

#include <stdlib.h>
#include <string.h>

struct names names_split(const char *text)
{
    struct names names = {0};
    char *rest = NULL;

    if (text == NULL)
        return names;
    names.text = rest = xstrdup(text);
    names.list = xcalloc(strlen(text) + 1, sizeof(*names.list));
    while (*text != '\0' && rest != NULL)
        names.list[names.count++] = strsep(&rest, ",");
    return names;
}

void names_release(struct names *names)
{
    free_pointer(&names->text);
    free_pointer(&names->list);
    names->count = 0;
}

struct db_value names_value(const struct names *names)
{
    return names->text != NULL ? db_texts(names->list, names->count) : db_text(NULL);
}
