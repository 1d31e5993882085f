/* git_flaws.h: flaws that git's fsck finds in the objects of a repository. No object is refused for
 * a flaw, because a bare repository is never checked out, and each person that clones it decides.
 * The words stay in the file <repository>/flaws, because git says them once, when the objects come.
 */
#ifndef BRIGADE_GIT_GIT_FLAWS_H
#define BRIGADE_GIT_GIT_FLAWS_H

#include "lib/git/git_command.h"

/* Runs a git that brings objects: they are looked over as they come. Those that git refuses to look
 * over at all are brought without, and looked over afterwards. When it fails for another reason,
 * the error names an object that was found wrong, if there is one. */
bool git_flaws_run(const struct git_command *command, struct error *err) MUST_CHECK;

/* Calls `each` for every flaw that is known, with an object and git's words, until it returns
 * false. Without the file there are no flaws. */
bool git_flaws_each(const char *directory,
                    bool (*each)(const char *oid, const char *words, void *payload), void *payload,
                    struct error *err) MUST_CHECK;

#endif
