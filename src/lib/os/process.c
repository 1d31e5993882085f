#include "lib/os/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fields of /proc/<pid>/stat between the name and the begin. */
#define FIELDS_BEFORE 19

static void close_file(FILE **file)
{
    if (*file != NULL)
        fclose(*file);
}

static bool read_line(const char *path, char *line, size_t size)
{
    CLEANUP(close_file) FILE *file = fopen(path, "re");

    if (file == NULL || fgets(line, (int)size, file) == NULL)
        return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

char *process_space(void)
{
    char boot[64];
    char numbers[64] = "";

    if (!read_line("/proc/sys/kernel/random/boot_id", boot, sizeof(boot)) ||
        readlink("/proc/self/ns/pid", numbers, sizeof(numbers) - 1) <= 0)
        return NULL;
    return xasprintf("%s %s", boot, numbers);
}

/* The name may hold blanks and brackets; it ends at the last one. */
int64_t process_began(int64_t pid)
{
    CLEANUP(free_pointer) char *path = xasprintf("/proc/%lld/stat", (long long)pid);
    char line[1024];
    const char *at = NULL;

    if (!read_line(path, line, sizeof(line)))
        return 0;
    at = strrchr(line, ')');
    if (at != NULL && (strncmp(at, ") Z", 3) == 0 || strncmp(at, ") X", 3) == 0))
        return 0; /* only its parent has not noticed */
    for (int field = 0; at != NULL && field <= FIELDS_BEFORE; field++)
        at = strchr(at + 1, ' ');
    return at != NULL ? strtoll(at, NULL, 10) : 0;
}
