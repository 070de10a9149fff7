// SPDX-License-Identifier: MIT
/*
 * The compositor as the conformance suite wlcs wants it: a server in this
 * process, and hands. Its coordinates begin where the strip and the frame of a
 * window at (0, 0) are not in the way. Hands are as slow as a person's: no
 * window is ever too new for a press.
 */
#define _GNU_SOURCE // SOCK_CLOEXEC
#include <assert.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-client.h>
#include <wayland-server-core.h>
#include <wlcs/display_server.h>
#include <wlcs/pointer.h>
#include <wlcs/touch.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_xdg_shell.h>

#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/roles.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "tests/scene/hands.h"
#include "tests/scene/scene.h"

#define OFFSET 150
#define SCREEN "2048x2048"
#define MAX_CLIENTS 32

struct desk {
	WlcsDisplayServer base;
	struct scene scene;
	struct hands hands;
	struct {
		int fd; // the client's end
		struct wl_client *client; // borrowed
	} clients[MAX_CLIENTS];
	size_t n_clients;
	bool started;
	sem_t over; // the loop has ended
	int strokes[2]; // pipe of struct stroke
	struct wl_event_source *strokes_source; // owned
	sem_t stroked; // one was handled
};

struct finger {
	WlcsTouch base;
	struct desk *desk; // borrowed
};

struct mouse {
	WlcsPointer base;
	struct desk *desk; // borrowed
};

static struct desk *
get_desk(WlcsDisplayServer *server)
{
	struct desk *desk = wl_container_of(server, desk, base);

	return desk;
}

static double
place(wl_fixed_t at)
{
	return wl_fixed_to_double(at) + OFFSET;
}

static void
age(struct desk *desk)
{
	struct view *view;

	wl_list_for_each(view, &desk->scene.server.views, link) {
		view->shown_msec = 0;
	}
}

static int
dispatch_requests(int fd, uint32_t mask, void *data)
{
	wl_event_loop_dispatch(data, 0);
	return 0;
}

static void
start(WlcsDisplayServer *server, wl_event_loop *requests)
{
	struct desk *desk = get_desk(server);
	struct wl_event_source *source;

	desk->started = true;
	source = wl_event_loop_add_fd(desk->scene.server.loop,
			wl_event_loop_get_fd(requests), WL_EVENT_READABLE,
			dispatch_requests, requests);

	server_run(&desk->scene.server);
	wl_event_source_remove(source);
	sem_post(&desk->over);
}

static void
stop(WlcsDisplayServer *server)
{
	server_quit(&get_desk(server)->scene.server, 0);
}

static int
create_client_socket(WlcsDisplayServer *server)
{
	struct desk *desk = get_desk(server);
	int fds[2];

	assert(desk->n_clients < MAX_CLIENTS);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0) {
		return -1;
	}
	desk->clients[desk->n_clients].fd = fds[1];
	desk->clients[desk->n_clients++].client = roles_add_client(
			desk->scene.server.roles, fds[0], ROLE_TEST);
	return fds[1];
}

/* The last one with this descriptor: numbers are used again. */
static struct wl_client *
find_client(const struct desk *desk, int fd)
{
	for (size_t i = desk->n_clients; i > 0; i--) {
		if (desk->clients[i - 1].fd == fd) {
			return desk->clients[i - 1].client;
		}
	}
	return NULL;
}

static void
position_window(WlcsDisplayServer *server, wl_display *display,
		wl_surface *surface, int x, int y)
{
	struct desk *desk = get_desk(server);
	struct wl_client *client = find_client(desk, wl_display_get_fd(display));
	struct wl_resource *resource = wl_client_get_object(
			client, wl_proxy_get_id((struct wl_proxy *)surface));
	struct wlr_xdg_surface *xdg = wlr_xdg_surface_try_from_wlr_surface(
			wlr_surface_from_resource(resource));
	struct wlr_scene_tree *tree = xdg ? xdg->data : NULL;
	struct view *view = tree ? view_try_from_node(&tree->node) : NULL;

	if (view && view->mapped) {
		view_move(view, x + OFFSET, y + OFFSET);
		view_raise(view);
		seat_focus(desk->scene.server.seat, view);
	}
}

static void
mouse_move_absolute(WlcsPointer *pointer, wl_fixed_t x, wl_fixed_t y)
{
	struct mouse *mouse = wl_container_of(pointer, mouse, base);

	hands_move(&mouse->desk->hands, place(x), place(y));
}

static void
mouse_move_relative(WlcsPointer *pointer, wl_fixed_t dx, wl_fixed_t dy)
{
	struct mouse *mouse = wl_container_of(pointer, mouse, base);

	hands_nudge(&mouse->desk->hands, wl_fixed_to_double(dx),
			wl_fixed_to_double(dy));
}

static void
mouse_button_down(WlcsPointer *pointer, int button)
{
	struct mouse *mouse = wl_container_of(pointer, mouse, base);

	age(mouse->desk);
	hands_button(&mouse->desk->hands, (uint32_t)button, true);
}

static void
mouse_button_up(WlcsPointer *pointer, int button)
{
	struct mouse *mouse = wl_container_of(pointer, mouse, base);

	hands_button(&mouse->desk->hands, (uint32_t)button, false);
}

static void
mouse_destroy(WlcsPointer *pointer)
{
	struct mouse *mouse = wl_container_of(pointer, mouse, base);

	free(mouse);
}

static WlcsPointer *
create_pointer(WlcsDisplayServer *server)
{
	struct mouse *mouse = xcalloc(1, sizeof(*mouse));

	mouse->desk = get_desk(server);
	mouse->base = (WlcsPointer){
			.version = WLCS_POINTER_VERSION,
			.move_absolute = mouse_move_absolute,
			.move_relative = mouse_move_relative,
			.button_up = mouse_button_up,
			.button_down = mouse_button_down,
			.destroy = mouse_destroy,
	};
	return &mouse->base;
}

/* What a finger does; unlike all else the suite asks for it in its own thread,
 * and in whole pixels. */
struct stroke {
	enum { STROKE_DOWN, STROKE_MOVE, STROKE_UP } kind;
	int x, y;
};

static int
handle_stroke(int fd, uint32_t mask, void *data)
{
	struct desk *desk = data;
	struct stroke stroke;

	if (read(fd, &stroke, sizeof(stroke)) != sizeof(stroke)) {
		return 0;
	}
	switch (stroke.kind) {
	case STROKE_DOWN:
		age(desk);
		hands_touch_down(&desk->hands, 0, stroke.x + OFFSET,
				stroke.y + OFFSET);
		break;
	case STROKE_MOVE:
		hands_touch_move(&desk->hands, 0, stroke.x + OFFSET,
				stroke.y + OFFSET);
		break;
	case STROKE_UP:
		hands_touch_up(&desk->hands, 0);
		break;
	}
	sem_post(&desk->stroked);
	return 0;
}

static void
make_stroke(WlcsTouch *touch, const struct stroke *stroke)
{
	struct finger *finger = wl_container_of(touch, finger, base);
	struct desk *desk = finger->desk;

	if (write(desk->strokes[1], stroke, sizeof(*stroke)) == sizeof(*stroke)) {
		sem_wait(&desk->stroked);
	}
}

static void
finger_down(WlcsTouch *touch, wl_fixed_t x, wl_fixed_t y)
{
	make_stroke(touch, &(struct stroke){STROKE_DOWN, x, y});
}

static void
finger_move(WlcsTouch *touch, wl_fixed_t x, wl_fixed_t y)
{
	make_stroke(touch, &(struct stroke){STROKE_MOVE, x, y});
}

static void
finger_up(WlcsTouch *touch)
{
	make_stroke(touch, &(struct stroke){STROKE_UP, 0, 0});
}

static void
finger_destroy(WlcsTouch *touch)
{
	struct finger *finger = wl_container_of(touch, finger, base);

	free(finger);
}

static WlcsTouch *
create_touch(WlcsDisplayServer *server)
{
	struct finger *finger = xcalloc(1, sizeof(*finger));

	finger->desk = get_desk(server);
	finger->base = (WlcsTouch){
			.version = WLCS_TOUCH_VERSION,
			.touch_down = finger_down,
			.touch_move = finger_move,
			.touch_up = finger_up,
			.destroy = finger_destroy,
	};
	return &finger->base;
}

static const WlcsExtensionDescriptor extensions[] = {
		{"wl_compositor", 6},
		{"wl_data_device_manager", 3},
		{"wl_output", 4},
		{"wl_seat", 9},
		{"wl_shm", 1},
		{"wl_subcompositor", 1},
		{"wp_fractional_scale_manager_v1", 1},
		{"wp_viewporter", 1},
		{"xdg_wm_base", 6},
		{"zwlr_foreign_toplevel_manager_v1", 3},
		{"zwlr_layer_shell_v1", 4},
		{"zwlr_virtual_pointer_manager_v1", 2},
		{"zwp_input_method_manager_v2", 1},
		{"zwp_pointer_constraints_v1", 1},
		{"zwp_primary_selection_device_manager_v1", 1},
		{"zwp_relative_pointer_manager_v1", 1},
		{"zwp_text_input_manager_v3", 1},
		{"zxdg_output_manager_v1", 3},
};

static const WlcsIntegrationDescriptor descriptor = {
		.version = WLCS_INTEGRATION_DESCRIPTOR_VERSION,
		.num_extensions = sizeof(extensions) / sizeof(extensions[0]),
		.supported_extensions = extensions,
};

static const WlcsIntegrationDescriptor *
get_descriptor(const WlcsDisplayServer *server)
{
	return &descriptor;
}

static WlcsDisplayServer *
create_server(int argc, const char **argv)
{
	struct desk *desk = xcalloc(1, sizeof(*desk));

	desk->base = (WlcsDisplayServer){
			.version = WLCS_DISPLAY_SERVER_VERSION,
			.stop = stop,
			.create_client_socket = create_client_socket,
			.position_window_absolute = position_window,
			.create_pointer = create_pointer,
			.create_touch = create_touch,
			.get_descriptor = get_descriptor,
			.start_on_this_thread = start,
	};
	sem_init(&desk->over, 0, 0);
	scene_init(&desk->scene, SCREEN, "");
	hands_init(&desk->hands, &desk->scene);
	hands_add_touch(&desk->hands);
	sem_init(&desk->stroked, 0, 0);
	if (pipe(desk->strokes) < 0) {
		abort();
	}
	desk->strokes_source = wl_event_loop_add_fd(desk->scene.server.loop,
			desk->strokes[0], WL_EVENT_READABLE, handle_stroke, desk);
	return &desk->base;
}

static void
destroy_server(WlcsDisplayServer *server)
{
	struct desk *desk = get_desk(server);

	/* The suite calls this from another thread. */
	if (desk->started) {
		sem_wait(&desk->over);
	}
	sem_destroy(&desk->over);
	sem_destroy(&desk->stroked);
	wl_event_source_remove(desk->strokes_source);
	close(desk->strokes[0]);
	close(desk->strokes[1]);
	hands_finish(&desk->hands);
	scene_finish(&desk->scene);
	free(desk);
}

const WlcsServerIntegration wlcs_server_integration = {
		.version = WLCS_SERVER_INTEGRATION_VERSION,
		.create_server = create_server,
		.destroy_server = destroy_server,
};
