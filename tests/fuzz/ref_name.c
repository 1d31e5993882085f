/* Names of refs that become files in our repositories. */
#include <git2.h>

#include "fuzz.h"
#include "lib/git/git.h"
#include "lib/base/text.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    CLEANUP(free_pointer) char *name = fuzz_text(bytes, size);
    CLEANUP(free_pointer) char *line = NULL;
    int valid = 0;

    if (git_ref_name_refusal(name) != NULL)
        return 0;
    claim(git_reference_name_is_valid(&valid, name) == 0 && valid, "libgit2 takes the name too");
    claim(strncmp(name, "refs/heads/", 11) == 0 || strncmp(name, "refs/tags/", 10) == 0,
          "it is a branch or a tag");
    claim(strstr(name, "/-") == NULL && strstr(name, "/.") == NULL, "it passes for no option");
    claim(text_is_utf8(name, strlen(name)), "it is UTF-8");
    line = xstrdup(name);
    text_single_line(line);
    claim(strcmp(line, name) == 0, "it can be shown in a line");
    return 0;
}
