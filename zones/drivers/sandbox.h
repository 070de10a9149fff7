// SPDX-License-Identifier: MIT
/*
 * The sandbox driver: a qube in namespaces on this machine, built by
 * bubblewrap. The driver table itself is declared in driver.h.
 */
#ifndef ZONES_DRIVERS_SANDBOX_H
#define ZONES_DRIVERS_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

/* What this process could give a qube here and now. */
struct sandbox_capabilities {
	bool uid_isolation; // host ids of its own: "block", else "none"
	uint32_t blocks; // how many qubes there are ids for
	bool cgroup; // limits for the qube as a whole, else for each process
	char uid_text[256]; // why not, if it is so
	char cgroup_text[256]; // likewise
};

void sandbox_probe(struct sandbox_capabilities *capabilities);

#endif
