// SPDX-License-Identifier: MIT
/* The directory of one running qube: made afresh for each start. */
#ifndef ZONES_KEEPER_RUN_DIR_H
#define ZONES_KEEPER_RUN_DIR_H

#include "common/err.h"

struct run_dir {
	char *path; // owned; the qube sees it as /run/leadlight
	char *vchan_path; // owned; its sub-directory "vchan"
	char *arena_path; // owned; its socket "arena.sock"
	int vchan_fd; // owned
};

/* Makes PARENT/run anew; what an earlier run left there is removed without
 * following links. Nothing but sockets of ours may lie in it then. -1 with err
 * set on failure; *dir can be finished in any case. */
int run_dir_init(struct run_dir *dir, const char *parent, struct err *err);

/* Frees and closes; the files stay. */
void run_dir_finish(struct run_dir *dir);

/* Removes a directory and all in it as far as that is allowed, never
 * following a link. Returns 0, or -1 with errno set if something is left. */
int run_dir_remove_tree(int parent_fd, const char *name);

#endif
