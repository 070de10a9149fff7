// SPDX-License-Identifier: MIT
/* Where our own programs are: beside this one, or, in a build tree, in the
 * folders that LEADLIGHT_PROGRAMS names. */
#ifndef COMMON_PROGRAMS_H
#define COMMON_PROGRAMS_H

/* Path of a program of this name that can be executed, or NULL. Looks in each
 * folder of the colon-separated LEADLIGHT_PROGRAMS, then in the folder of the
 * running program. Caller frees. */
char *programs_find(const char *name);

#endif
