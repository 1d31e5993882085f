/* advice.h: what people can do about the cause of an error. The other rooms say what happened; this
 * one knows the verbs and settings that help.
 */
#ifndef BRIGADE_CLI_ADVICE_H
#define BRIGADE_CLI_ADVICE_H

#include "lib/base/error.h"

/* Adds the advice for the error's cause to its message, where there is any. To be called once, by
 * the last that has the error: a verb that prints it, or a worker whose row holds it. */
void advice_add(struct error *err);

#endif
