// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // RTLD_NEXT
#include "qube/xen/driver_calls.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"

/* The driver's own function. It must be there: somebody called it. */
static void
find_next(const char *name, void *function, size_t size)
{
	void *next = dlsym(RTLD_NEXT, name);

	if (next == NULL) {
		log_err("the video driver has no %s", name);
		abort();
	}
	memcpy(function, &next, size);
}

/* The pages are told of before anybody can free them, acknowledgements before
 * the driver frees what waited for them. */
void
xf86_qubes_pixmap_add_to_list(void *pixmap)
{
	static void (*next)(void *);

	if (next == NULL) {
		find_next("xf86_qubes_pixmap_add_to_list", &next, sizeof(next));
	}
	driver_calls_tell(DRIVER_DUMPED, pixmap);
	next(pixmap);
}

void
xf86_qubes_pixmap_remove_list_head(void)
{
	static void (*next)(void);

	if (next == NULL) {
		find_next("xf86_qubes_pixmap_remove_list_head", &next,
				sizeof(next));
	}
	driver_calls_tell(DRIVER_ACKED, NULL);
	next();
}

void
xf86_qubes_pixmap_remove_list_all(void)
{
	static void (*next)(void);

	if (next == NULL) {
		find_next("xf86_qubes_pixmap_remove_list_all", &next,
				sizeof(next));
	}
	driver_calls_tell(DRIVER_FORGOT, NULL);
	next();
}
