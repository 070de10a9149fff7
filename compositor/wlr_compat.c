// SPDX-License-Identifier: MIT
#include "compositor/wlr_compat.h"

#include <wlr/interfaces/wlr_buffer.h>
#include <wlr/types/wlr_presentation_time.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/version.h>

#define HAS_0_19 (WLR_VERSION_NUM >= ((0 << 16) | (19 << 8)))
#define HAS_0_20 (WLR_VERSION_NUM >= ((0 << 16) | (20 << 8)))

#define PRESENTATION_VERSION 1

void
wlr_compat_buffer_finish(struct wlr_buffer *buffer)
{
#if HAS_0_19
	wlr_buffer_finish(buffer);
#else
	(void)buffer; // 0.18 does this part by itself
#endif
}

bool
wlr_compat_frame_done(const struct wlr_scene_buffer *buffer, void *data,
		struct timespec *when)
{
#if HAS_0_20
	struct wlr_scene_frame_done_event *event = data;

	*when = event->when;
	return event->output == buffer->primary_output;
#else
	(void)buffer;
	*when = *(struct timespec *)data;
	return true;
#endif
}

struct wlr_presentation *
wlr_compat_presentation_create(
		struct wl_display *display, struct wlr_backend *backend)
{
#if HAS_0_19
	return wlr_presentation_create(display, backend, PRESENTATION_VERSION);
#else
	return wlr_presentation_create(display, backend);
#endif
}

void
wlr_compat_xdg_geometry(struct wlr_xdg_surface *xdg, struct wlr_box *box)
{
#if HAS_0_19
	*box = xdg->geometry;
#else
	wlr_xdg_surface_get_geometry(xdg, box);
#endif
}
