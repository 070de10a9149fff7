// SPDX-License-Identifier: MIT
/* What is about to be sent: how much, and for a move each entry as it is now,
 * so that only what was sent is removed behind it. */
#ifndef QUBE_RPC_SENT_LIST_H
#define QUBE_RPC_SENT_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "common/err.h"
#include "qube/rpc/tree.h"

struct sent_list_entry {
	char *path; // owned
	struct stat st;
};

struct sent_list {
	bool keep; // entries are remembered
	uint64_t bytes; // of all files and targets
	bool plain; // every name is fit to be shown
	struct sent_list_entry *entries; // owned; what is in a folder first
	size_t count, cap;
};

/* keep: for a move. */
void sent_list_init(struct sent_list *list, bool keep);
void sent_list_finish(struct sent_list *list);

/* Adds path and all below. -1 with err set if something cannot be read, or is
 * a link that the other qube would not take. */
int sent_list_add(struct sent_list *list, const char *path,
		const struct tree_options *options, struct err *err);

/* Removes every entry that is still as it was added. False if something had to
 * stay, having said what. */
bool sent_list_remove(const struct sent_list *list);

#endif
