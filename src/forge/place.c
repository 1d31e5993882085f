#include "forge/place.h"

char *place_repository(int64_t project_id, const char *which)
{
    return xasprintf("repositories/%lld/%s.git", (long long)project_id, which);
}

char *place_file(const char *folder, int64_t project_id, const char *sha256)
{
    return xasprintf("%s/%lld/%s", folder, (long long)project_id, sha256);
}

char *place_exports(const char *exports, const char *storage)
{
    return exports != NULL && *exports != '\0' ? xstrdup(exports)
                                               : xasprintf("%s/exports", storage);
}
