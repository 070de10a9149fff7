// SPDX-License-Identifier: MIT
#include "qube/agent/backend.h"

#include <stdlib.h>
#include <wlr/backend/interface.h>
#include <wlr/types/wlr_buffer.h>

#include "common/mem.h"

static bool
backend_start(struct wlr_backend *backend)
{
	return true;
}

static void
backend_destroy(struct wlr_backend *backend)
{
	wlr_backend_finish(backend);
	free(backend);
}

static uint32_t
backend_get_buffer_caps(struct wlr_backend *backend)
{
	return WLR_BUFFER_CAP_DATA_PTR | WLR_BUFFER_CAP_SHM;
}

static const struct wlr_backend_impl backend_impl = {
		.start = backend_start,
		.destroy = backend_destroy,
		.get_buffer_caps = backend_get_buffer_caps,
};

struct wlr_backend *
backend_create(void)
{
	struct wlr_backend *backend = xcalloc(1, sizeof(*backend));

	wlr_backend_init(backend, &backend_impl);
	return backend;
}
