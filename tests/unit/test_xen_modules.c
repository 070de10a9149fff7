// SPDX-License-Identifier: MIT
/*
 * The library hears what two drivers of an X server tell each other. It is
 * linked here, which puts it before them just as LD_PRELOAD does.
 */
#define _DEFAULT_SOURCE // usleep
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/mem.h"
#include "qube/xen/share_pool.h"
#include "qube/xen/xengnttab.h"
#include "tests/check.h"
#include "tests/lib/keeper_thread.h"

#define QUOTA 16384u

/* Laid out as the driver does it: refs behind their owner. */
struct pixmap {
	uint8_t *data;
	uint32_t refs[4];
};

struct drivers {
	void (*dump)(void *pixmap);
	void (*ack)(void);
	void (*forget)(void);
	int (*count)(void);
};

static void
find(void *module, const char *name, void *function)
{
	void *symbol = dlsym(module, name);

	assert_non_null(symbol);
	memcpy(function, &symbol, sizeof(symbol));
}

/* As the X server loads its modules. */
static void
load(struct drivers *drivers)
{
	void *video = dlopen(VIDEO, RTLD_LAZY | RTLD_GLOBAL);
	void *input = dlopen(INPUT, RTLD_LAZY | RTLD_GLOBAL);

	assert_non_null(video);
	assert_non_null(input);
	find(video, "xorg_video_count", &drivers->count);
	find(input, "xorg_input_dump", &drivers->dump);
	find(input, "xorg_input_ack", &drivers->ack);
	find(input, "xorg_input_forget", &drivers->forget);
}

static void
take(xengntshr_handle *xgs, struct pixmap *pixmap)
{
	pixmap->data = xengntshr_share_pages(xgs, 0, 4, pixmap->refs, 0);
	assert_non_null(pixmap->data);
}

static void
test_the_library_hears_the_drivers(void **state)
{
	struct keeper_thread keeper;
	struct drivers drivers;
	struct pixmap *pixmaps = xcalloc(4, sizeof(*pixmaps));
	xengntshr_handle *xgs;
	uint32_t first;

	load(&drivers);
	assert_true(keeper_thread_init(&keeper, QUOTA));
	xgs = xengntshr_open(NULL, 0);
	assert_non_null(xgs);
	take(xgs, &pixmaps[0]);
	first = pixmaps[0].refs[0];
	drivers.dump(&pixmaps[0]);
	assert_int_equal(drivers.count(), 1); // and it went on to the driver
	drivers.ack();
	assert_int_equal(drivers.count(), 0);
	assert_int_equal(xengntshr_unshare(xgs, pixmaps[0].data, 4), 0);
	/* longer than the rest of those who hear nothing */
	usleep((SHARE_POOL_BLIND_MSEC + 20) * 1000);
	take(xgs, &pixmaps[1]);
	assert_int_not_equal(pixmaps[1].refs[0], first);
	drivers.dump(&pixmaps[1]);
	take(xgs, &pixmaps[2]);
	assert_int_not_equal(pixmaps[2].refs[0], first);
	drivers.forget();
	assert_int_equal(drivers.count(), 0);
	take(xgs, &pixmaps[3]);
	assert_int_equal(pixmaps[3].refs[0], first);
	xengntshr_close(xgs);
	keeper_thread_finish(&keeper);
	free(pixmaps);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_the_library_hears_the_drivers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
