// SPDX-License-Identifier: MIT
#include "qube/agent/screens.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/interfaces/wlr_output.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_xdg_output_v1.h>

#include "common/log.h"
#include "common/mem.h"
#include "protocols/gui/wire.h"
#include "qube/agent/gui_link.h"
#include "qube/agent/server.h"
#include "qube/agent/wlr_compat.h"

#define MAX_SCREENS 16
#define REFRESH_MHZ 60000
#define DEFAULT_WIDTH 1920
#define DEFAULT_HEIGHT 1080

/* One set of outputs, for Wayland clients or for Xwayland. */
struct set {
	bool for_xwayland;
	struct wlr_output_layout *layout; // owned
	struct wlr_xdg_output_manager_v1 *manager; // owned by display
	struct wlr_output *outputs[MAX_SCREENS]; // owned
	size_t n;
};

struct screens {
	struct server *server; // borrowed
	struct set sets[2];
	struct wlr_box boxes[MAX_SCREENS]; // on the plane
	size_t n;
	bool told; // the GUI side gave a layout
};

static void
impl_destroy(struct wlr_output *output)
{
	wlr_compat_output_finish(output);
	free(output);
}

static bool
impl_commit(struct wlr_output *output, const struct wlr_output_state *state)
{
	return true;
}

static const struct wlr_output_impl impl = {
		.destroy = impl_destroy,
		.commit = impl_commit,
};

static struct wlr_output *
add_output(struct screens *screens, struct set *set)
{
	struct wlr_output *output = xcalloc(1, sizeof(*output));
	char name[16];

	snprintf(name, sizeof(name), "LEADLIGHT-%zu", set->n + 1);
	wlr_output_init(output, screens->server->backend, &impl,
			screens->server->loop, NULL);
	wlr_output_set_name(output, name);
	wlr_output_set_description(output, "Leadlight");
	output->data = set;
	set->outputs[set->n++] = output;
	return output;
}

static void
place_output(struct screens *screens, struct set *set, size_t i)
{
	double scale = set->for_xwayland ? 1.0 : screens->server->scale;
	const struct wlr_box *box = &screens->boxes[i];
	struct wlr_output *output =
			i < set->n ? set->outputs[i] : add_output(screens, set);
	struct wlr_output_state state;

	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	wlr_output_state_set_custom_mode(
			&state, box->width, box->height, REFRESH_MHZ);
	wlr_output_state_set_scale(&state, (float)scale);
	wlr_output_commit_state(output, &state);
	wlr_output_state_finish(&state);
	wlr_output_layout_add(set->layout, output, (int)lround(box->x / scale),
			(int)lround(box->y / scale));
}

static void
arrange(struct screens *screens)
{
	for (size_t s = 0; s < 2; s++) {
		struct set *set = &screens->sets[s];

		for (size_t i = 0; i < screens->n; i++) {
			place_output(screens, set, i);
		}
		while (set->n > screens->n) {
			wlr_output_destroy(set->outputs[--set->n]);
		}
	}
}

struct screens *
screens_create(struct server *server)
{
	struct screens *screens = xcalloc(1, sizeof(*screens));

	screens->server = server;
	for (size_t s = 0; s < 2; s++) {
		struct set *set = &screens->sets[s];

		set->for_xwayland = s == 1;
		set->layout = wlr_output_layout_create(server->display);
		set->manager = wlr_xdg_output_manager_v1_create(
				server->display, set->layout);
	}
	screens_update(screens);
	return screens;
}

void
screens_destroy(struct screens *screens)
{
	if (screens == NULL) {
		return;
	}
	screens->n = 0;
	arrange(screens);
	for (size_t s = 0; s < 2; s++) {
		wlr_output_layout_destroy(screens->sets[s].layout);
	}
	free(screens);
}

/* One line of a layout; what follows the four numbers is ignored. */
static bool
parse_line(const char *line, struct wlr_box *box)
{
	return sscanf(line, "%6d %6d %6d %6d", &box->width, &box->height,
			       &box->x, &box->y) == 4 &&
			box->width > 0 && box->width <= GUI_MAX_WIDTH &&
			box->height > 0 && box->height <= GUI_MAX_HEIGHT &&
			abs(box->x) <= GUI_MAX_WIDTH &&
			abs(box->y) <= GUI_MAX_HEIGHT;
}

bool
screens_set_layout(struct screens *screens, const char *text)
{
	struct wlr_box boxes[MAX_SCREENS];
	size_t n = 0;

	while (*text != '\0') {
		if (n == MAX_SCREENS || !parse_line(text, &boxes[n])) {
			log_warn("the screen layout makes no sense: ignored");
			return false;
		}
		n++;
		text += strcspn(text, "\n");
		text += strspn(text, "\n");
	}
	if (n == 0) {
		return false;
	}
	memcpy(screens->boxes, boxes, n * sizeof(*boxes));
	screens->n = n;
	screens->told = true;
	arrange(screens);
	return true;
}

void
screens_update(struct screens *screens)
{
	uint32_t width, height;

	if (!screens->told) {
		screens->n = 1;
		screens->boxes[0] = (struct wlr_box){
				.width = DEFAULT_WIDTH,
				.height = DEFAULT_HEIGHT,
		};
		if (screens->server->link != NULL &&
				gui_link_get_plane(screens->server->link,
						&width, &height) &&
				width <= GUI_MAX_WIDTH &&
				height <= GUI_MAX_HEIGHT) {
			screens->boxes[0].width = (int)width;
			screens->boxes[0].height = (int)height;
		}
	}
	arrange(screens);
}

void
screens_enter(struct screens *screens, struct wlr_surface *surface)
{
	wlr_surface_send_enter(surface, screens->sets[0].outputs[0]);
}

void
screens_get_plane(const struct screens *screens, struct wlr_box *box)
{
	int x1 = INT32_MAX, y1 = INT32_MAX, x2 = INT32_MIN, y2 = INT32_MIN;

	for (size_t i = 0; i < screens->n; i++) {
		const struct wlr_box *b = &screens->boxes[i];

		x1 = b->x < x1 ? b->x : x1;
		y1 = b->y < y1 ? b->y : y1;
		x2 = b->x + b->width > x2 ? b->x + b->width : x2;
		y2 = b->y + b->height > y2 ? b->y + b->height : y2;
	}
	*box = (struct wlr_box){x1, y1, x2 - x1, y2 - y1};
}

void
screens_get_box_at(const struct screens *screens, int32_t x, int32_t y,
		struct wlr_box *box)
{
	for (size_t i = 0; i < screens->n; i++) {
		if (wlr_box_contains_point(&screens->boxes[i], x, y)) {
			*box = screens->boxes[i];
			return;
		}
	}
	screens_get_plane(screens, box);
}

bool
screens_is_visible(const struct screens *screens,
		const struct wl_global *global, bool to_xwayland)
{
	const struct wl_interface *interface = wl_global_get_interface(global);
	void *data = wl_global_get_user_data(global);

	if (interface == &wl_output_interface) {
		const struct wlr_output *output = data;
		const struct set *set = output->data;

		return set->for_xwayland == to_xwayland;
	}
	for (size_t s = 0; s < 2; s++) {
		const struct set *set = &screens->sets[s];

		if (set->manager != NULL && set->manager->global == global) {
			return set->for_xwayland == to_xwayland;
		}
	}
	return true;
}
