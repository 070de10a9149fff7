// SPDX-License-Identifier: MIT
/* leadctl call: the calls that go on, from the router's control socket. */
#ifndef ADMIN_CTL_CALL_H
#define ADMIN_CTL_CALL_H

/* Runs "ls" or "cut ID" with the router whose socket lies in runtime_dir.
 * Returns the exit status: 2 for words that mean nothing. */
int call_run(const char *runtime_dir, int argc, char **argv);

#endif
