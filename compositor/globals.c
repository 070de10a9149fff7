// SPDX-License-Identifier: MIT
#include "compositor/globals.h"

#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_alpha_modifier_v1.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_data_control_v1.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_fractional_scale_v1.h>
#include <wlr/types/wlr_linux_dmabuf_v1.h>
#include <wlr/types/wlr_primary_selection_v1.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_screencopy_v1.h>
#include <wlr/types/wlr_shm.h>
#include <wlr/types/wlr_single_pixel_buffer_v1.h>
#include <wlr/types/wlr_subcompositor.h>
#include <wlr/types/wlr_viewporter.h>
#include <wlr/types/wlr_xdg_foreign_registry.h>
#include <wlr/types/wlr_xdg_foreign_v1.h>
#include <wlr/types/wlr_xdg_foreign_v2.h>
#include <wlr/types/wlr_xdg_output_v1.h>

#include "compositor/server.h"
#include "compositor/wlr_compat.h"

#define COMPOSITOR_VERSION 6
#define DMABUF_VERSION 4
#define FRACTIONAL_SCALE_VERSION 1

/* Only where the renderer can really take a client's graphics buffer. */
static void
create_dmabuf(struct server *server)
{
	struct wlr_linux_dmabuf_v1 *dmabuf;

	if (!wlr_renderer_get_texture_formats(
			    server->renderer, WLR_BUFFER_CAP_DMABUF)) {
		return;
	}
	dmabuf = wlr_linux_dmabuf_v1_create_with_renderer(
			server->display, DMABUF_VERSION, server->renderer);
	if (dmabuf) {
		wlr_scene_set_linux_dmabuf_v1(server->scene, dmabuf);
	}
}

/* A dialog of one program above the window of another. */
static bool
create_foreign(struct wl_display *display)
{
	struct wlr_xdg_foreign_registry *registry =
			wlr_xdg_foreign_registry_create(display);

	return registry && wlr_xdg_foreign_v1_create(display, registry) &&
			wlr_xdg_foreign_v2_create(display, registry);
}

int
globals_create(struct server *server, struct err *err)
{
	struct wl_display *display = server->display;

	if (!wlr_renderer_init_wl_shm(server->renderer, display)) {
		return err_set(err,
				"shared memory for clients is not to be "
				"had");
	}
	create_dmabuf(server);
	server->compositor = wlr_compositor_create(
			display, COMPOSITOR_VERSION, server->renderer);
	if (!server->compositor || !wlr_subcompositor_create(display) ||
			!wlr_alpha_modifier_v1_create(display) ||
			!wlr_data_device_manager_create(display) ||
			!wlr_data_control_manager_v1_create(display) ||
			!wlr_primary_selection_v1_device_manager_create(display) ||
			!wlr_viewporter_create(display) ||
			!wlr_fractional_scale_manager_v1_create(
					display, FRACTIONAL_SCALE_VERSION) ||
			!wlr_compat_presentation_create(display, server->backend) ||
			!wlr_single_pixel_buffer_manager_v1_create(display) ||
			!wlr_screencopy_manager_v1_create(display) ||
			!wlr_xdg_output_manager_v1_create(
					display, server->output_layout) ||
			!create_foreign(display)) {
		return err_set(err, "a Wayland global cannot be created");
	}
	return 0;
}
