// SPDX-License-Identifier: MIT
/* Takes as much as it gets, to see where that ends. */
#ifndef TESTS_VM_ESCAPE_HOG_H
#define TESTS_VM_ESCAPE_HOG_H

/* Starts processes that wait, until it fails or wanted are there; says how
 * many, holds them for seconds, ends them. 0 if all could be started. */
int hog_processes(long wanted, unsigned int seconds);

/* Writes to so many MiB of memory, in pieces that are each kept. */
int hog_memory(long wanted);

/* Writes so many MiB to a file in dir. 0 if it took all. */
int hog_files(const char *dir, long wanted);

#endif
