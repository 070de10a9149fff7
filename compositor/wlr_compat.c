// SPDX-License-Identifier: MIT
#include "compositor/wlr_compat.h"

#include <wlr/backend/wayland.h>
#include <wlr/config.h>
#include <wlr/interfaces/wlr_buffer.h>
#include <wlr/types/wlr_presentation_time.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/version.h>

#if WLR_HAS_X11_BACKEND
#include <wlr/backend/x11.h>
#endif

#define HAS_0_19 (WLR_VERSION_NUM >= ((0 << 16) | (19 << 8)))
#define HAS_0_20 (WLR_VERSION_NUM >= ((0 << 16) | (20 << 8)))

#define PRESENTATION_VERSION 1
#define NESTED_TITLE "Leadlight"
#define NESTED_APP_ID "leadlight"

void
wlr_compat_buffer_finish(struct wlr_buffer *buffer)
{
#if HAS_0_19
	wlr_buffer_finish(buffer);
#else
	(void)buffer; // 0.18 does this part by itself
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

bool
wlr_compat_name_nested(struct wlr_output *output)
{
	if (wlr_output_is_wl(output)) {
		wlr_wl_output_set_title(output, NESTED_TITLE);
		wlr_wl_output_set_app_id(output, NESTED_APP_ID);
		return true;
	}
#if WLR_HAS_X11_BACKEND
	if (wlr_output_is_x11(output)) {
		wlr_x11_output_set_title(output, NESTED_TITLE);
		return true;
	}
#endif
	return false;
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
