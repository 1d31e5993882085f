#include "cli/storage.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/os/file.h"

bool storage_prepare(const char *setting, const char *path, struct error *err)
{
    struct stat status;

    if (!file_make_directories(path, 0700, err)) {
        CLEANUP(free_pointer) char *why = xstrdup(err->message);
        return error_set(err, ERROR_IMPORT,
                         "%s cannot be made: %s; make %s for this user, or set %s", setting, why,
                         path, setting);
    }
    if (stat(path, &status) != 0)
        return error_set(err, ERROR_IMPORT, "%s %s: %s", setting, path, strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return error_set(err, ERROR_IMPORT, "%s %s is no directory: set %s", setting, path,
                         setting);
    if ((status.st_mode & 022) != 0)
        return error_set(err, ERROR_IMPORT,
                         "%s %s may be written by others (mode %04o): run \"chmod 700 %s\"",
                         setting, path, status.st_mode & 07777, path);
    if (access(path, R_OK | W_OK | X_OK) != 0)
        return error_set(err, ERROR_IMPORT,
                         "%s %s: %s; give it to user %u, who runs the workers, or set %s", setting,
                         path, strerror(errno), (unsigned)geteuid(), setting);
    return true;
}
