// SPDX-License-Identifier: MIT
/* Where what is kept over restarts lives, by the rules of the XDG base
 * directory specification. */
#ifndef COMMON_STATE_DIR_H
#define COMMON_STATE_DIR_H

/* $XDG_STATE_HOME/leadlight, else ~/.local/state/leadlight; it need not exist.
 * NULL if neither variable has an absolute path. Caller frees. */
char *state_dir_find(void);

#endif
