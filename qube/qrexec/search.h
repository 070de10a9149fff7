// SPDX-License-Identifier: MIT
/*
 * Finds a service, or the settings of one, in a list of folders. The first
 * folder that has the name decides, unless its entry leads nowhere.
 */
#ifndef QUBE_QREXEC_SEARCH_H
#define QUBE_QREXEC_SEARCH_H

#include <stdbool.h>
#include <sys/types.h>

#define SEARCH_PATH_SIZE 1024

enum search_result {
	SEARCH_FOUND, // path and mode say what
	SEARCH_TCP, // a link to /dev/tcp: path is where it points
	SEARCH_NONE, // in no folder
	SEARCH_FAILED, // cannot tell: a reason was logged
};

struct search_hit {
	char path[SEARCH_PATH_SIZE];
	mode_t mode; // of what a link leads to
};

/* Looks for name in the folders of a colon-separated list. Only with tcp are
 * links to /dev/tcp taken as what they say; else they lead nowhere. */
enum search_result search_find(const char *folders, const char *name, bool tcp,
		struct search_hit *hit);

#endif
