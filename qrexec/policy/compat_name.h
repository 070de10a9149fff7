// SPDX-License-Identifier: MIT
/* Names of the files that !compat-4.0 reads: SERVICE or SERVICE+ARGUMENT. */
#ifndef QREXEC_POLICY_COMPAT_NAME_H
#define QREXEC_POLICY_COMPAT_NAME_H

#include "qrexec/policy/tree.h"

/* What a file is about. Caller frees the service; the argument is "*" or the
 * end of name. */
char *compat_name_split(const char *name, const char **argument);

/* Keeps what can be such a file, by its name, in the order in which they
 * count: by service, and of each service the one without argument last. */
void compat_name_keep(struct policy_names *names);

#endif
