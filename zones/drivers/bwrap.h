// SPDX-License-Identifier: MIT
/* The bubblewrap command line of one sandbox: what a qube sees of the host. */
#ifndef ZONES_DRIVERS_BWRAP_H
#define ZONES_DRIVERS_BWRAP_H

#include <stdint.h>

#include "common/err.h"
#include "zones/drivers/driver.h"
#include "zones/drivers/filter.h"
#include "zones/drivers/template.h"
#include "zones/drivers/userns.h"

#define BWRAP_PROGRAM "/usr/bin/bwrap"

/* Everything is borrowed. The descriptors are inherited by bubblewrap. */
struct bwrap_plan {
	const struct driver_request *request;
	const char *programs_dir; // on the host
	struct userns userns;
	int control; // goes to the qube's first process
	int info; // where bubblewrap writes that process' id
	int filters[FILTER_FILES];
	int files[TEMPLATE_FILES]; // contents of template_file, in order
	const char *file_paths[TEMPLATE_FILES];
	uint32_t processes; // for the first process to set, 0: do not
	uint64_t memory; // likewise
};

/* Becomes bubblewrap. Returns -1 with err set on failure only. */
int bwrap_exec(const struct bwrap_plan *plan, struct err *err);

#endif
