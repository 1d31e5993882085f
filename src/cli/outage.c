#include "cli/outage.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/buffer.h"

#define SILENT_S 3600
#define SENTENCE_BYTES 2000

static char *path_below(const char *storage)
{
    return xasprintf("%s/.outage", storage);
}

/* Whether the file has this sentence from within the hour. A time of the future counts as old. */
static bool was_said(int fd, const char *sentence)
{
    char told[SENTENCE_BYTES + 1] = "";
    size_t length = strnlen(sentence, SENTENCE_BYTES);
    struct stat status;
    time_t now = time(NULL);
    ssize_t size = pread(fd, told, SENTENCE_BYTES, 0);

    return fstat(fd, &status) == 0 && status.st_mtime <= now && now - status.st_mtime < SILENT_S &&
           size == (ssize_t)length && memcmp(told, sentence, length) == 0;
}

bool outage_is_news(const char *storage, const char *sentence)
{
    CLEANUP(free_pointer) char *path = path_below(storage);
    bool is_news = true;
    int fd = -1;

    if (isatty(STDERR_FILENO) == 1)
        return true;
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return true;
    /* One worker at a time: the others of this minute find what the first one wrote. */
    if (flock(fd, LOCK_EX) == 0)
        is_news = !was_said(fd, sentence);
    if (is_news && ftruncate(fd, 0) == 0)
        (void)!pwrite(fd, sentence, strnlen(sentence, SENTENCE_BYTES), 0);
    close(fd);
    return is_news;
}

void outage_end(const char *storage)
{
    CLEANUP(free_pointer) char *path = path_below(storage);

    (void)unlink(path);
}
