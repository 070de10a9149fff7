// SPDX-License-Identifier: MIT
#include "qube/agent/wlr_compat.h"

#include <wlr/interfaces/wlr_buffer.h>
#include <wlr/interfaces/wlr_output.h>
#include <wlr/types/wlr_presentation_time.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/version.h>

#define IS_0_19 (WLR_VERSION_NUM >= ((0 << 16) | (19 << 8)))

void
wlr_compat_xdg_geometry(struct wlr_xdg_surface *xdg, struct wlr_box *box)
{
#if IS_0_19
	*box = xdg->geometry;
#else
	wlr_xdg_surface_get_geometry(xdg, box);
#endif
}

struct wlr_presentation *
wlr_compat_presentation_create(
		struct wl_display *display, struct wlr_backend *backend)
{
#if IS_0_19
	return wlr_presentation_create(display, backend, 2);
#else
	return wlr_presentation_create(display, backend);
#endif
}

void
wlr_compat_buffer_finish(struct wlr_buffer *buffer)
{
#if IS_0_19
	wlr_buffer_finish(buffer);
#endif
}

void
wlr_compat_output_finish(struct wlr_output *output)
{
#if IS_0_19
	wlr_output_finish(output);
#endif
}
