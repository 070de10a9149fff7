// SPDX-License-Identifier: MIT
#include "compositor/clients/toplevels.h"

#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_ext_foreign_toplevel_list_v1.h>
#include <wlr/types/wlr_foreign_toplevel_management_v1.h>

#include "common/mem.h"
#include "compositor/action.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/ui/pacer.h"
#include "compositor/windows/view.h"

#define LIST_VERSION 1

struct toplevels {
	struct server *server; // borrowed
	struct wlr_foreign_toplevel_manager_v1 *manager; // goes with display
	struct wlr_ext_foreign_toplevel_list_v1 *list; // goes with display
	struct wl_list entries; // list of struct toplevel, .link
	struct wl_event_source *idle; // NULL: all is told

	struct wl_listener views;
	struct wl_listener layout;
};

/* What is told of one view. */
struct toplevel {
	struct wl_list link; // toplevels.entries
	struct toplevels *toplevels; // borrowed
	struct view *view; // borrowed
	char *title, *app_id; // owned; as told
	struct output *output; // as told; may be NULL, compared only
	bool seen; // still there: while all are compared
	struct pacer_job retitle;
	struct wlr_foreign_toplevel_handle_v1 *handle; // owned
	struct wlr_ext_foreign_toplevel_handle_v1 *entry; // owned

	struct wl_listener request_activate;
	struct wl_listener request_maximize;
	struct wl_listener request_minimize;
	struct wl_listener request_fullscreen;
	struct wl_listener request_close;
};

static void
handle_request_activate(struct wl_listener *listener, void *data)
{
	struct toplevel *toplevel =
			wl_container_of(listener, toplevel, request_activate);

	action_show(toplevel->view);
}

static void
handle_request_maximize(struct wl_listener *listener, void *data)
{
	struct toplevel *toplevel =
			wl_container_of(listener, toplevel, request_maximize);
	const struct wlr_foreign_toplevel_handle_v1_maximized_event *event = data;

	view_set_maximized(toplevel->view, event->maximized);
}

static void
handle_request_minimize(struct wl_listener *listener, void *data)
{
	struct toplevel *toplevel =
			wl_container_of(listener, toplevel, request_minimize);
	const struct wlr_foreign_toplevel_handle_v1_minimized_event *event = data;

	view_set_minimized(toplevel->view, event->minimized);
}

/* The person's own wish, as with the chord. */
static void
handle_request_fullscreen(struct wl_listener *listener, void *data)
{
	struct toplevel *toplevel =
			wl_container_of(listener, toplevel, request_fullscreen);
	const struct wlr_foreign_toplevel_handle_v1_fullscreen_event *event =
			data;

	view_set_fullscreen(toplevel->view, event->fullscreen);
}

static void
handle_request_close(struct wl_listener *listener, void *data)
{
	struct toplevel *toplevel =
			wl_container_of(listener, toplevel, request_close);

	view_close(toplevel->view);
}

static void
add(struct wl_signal *signal, struct wl_listener *listener,
		wl_notify_func_t notify)
{
	listener->notify = notify;
	wl_signal_add(signal, listener);
}

static char *
make_title(const struct view *view)
{
	const char *title = view->title ? view->title : "";

	if (!view->qube) {
		return xstrdup(title);
	}
	return view->zone ? xformat("[%s@%s] %s", view->qube, view->zone, title)
			  : xformat("[%s] %s", view->qube, title);
}

static char *
make_app_id(const struct view *view)
{
	const char *app_id = view->app_id ? view->app_id : "";

	if (!view->qube) {
		return xstrdup(app_id);
	}
	return view->zone ? xformat("%s@%s:%s", view->qube, view->zone, app_id)
			  : xformat("%s:%s", view->qube, app_id);
}

/* Takes the text if it is another; the caller's is freed. */
static bool
take(char **told, char *now)
{
	if (*told && strcmp(*told, now) == 0) {
		free(now);
		return false;
	}
	free(*told);
	*told = now;
	return true;
}

static void
tell_texts(struct toplevel *toplevel)
{
	bool title = take(&toplevel->title, make_title(toplevel->view));
	bool app_id = take(&toplevel->app_id, make_app_id(toplevel->view));
	const struct wlr_ext_foreign_toplevel_handle_v1_state state = {
			.title = toplevel->title,
			.app_id = toplevel->app_id,
	};

	if (title) {
		wlr_foreign_toplevel_handle_v1_set_title(
				toplevel->handle, toplevel->title);
	}
	if (app_id) {
		wlr_foreign_toplevel_handle_v1_set_app_id(
				toplevel->handle, toplevel->app_id);
	}
	if (title || app_id) {
		wlr_ext_foreign_toplevel_handle_v1_update_state(
				toplevel->entry, &state);
	}
}

static void
handle_retitle(void *user)
{
	tell_texts(user);
}

/* A qube that renames its window all the time is told of now and then. */
static void
pace_texts(struct toplevel *toplevel)
{
	char *title = make_title(toplevel->view);
	bool same = strcmp(title, toplevel->title) == 0;

	free(title);
	if (!same &&
			pacer_ask(toplevel->toplevels->server->pacer,
					&toplevel->retitle)) {
		tell_texts(toplevel);
	}
}

static void
tell_output(struct toplevel *toplevel)
{
	struct server *server = toplevel->toplevels->server;
	struct output *now = output_of_box(server, &toplevel->view->geometry);
	struct output *output;

	if (now == toplevel->output) {
		return;
	}
	wl_list_for_each(output, &server->outputs, link) {
		if (output == toplevel->output) { // it may be gone
			wlr_foreign_toplevel_handle_v1_output_leave(
					toplevel->handle, output->wlr_output);
		}
	}
	toplevel->output = now;
	if (now) {
		wlr_foreign_toplevel_handle_v1_output_enter(
				toplevel->handle, now->wlr_output);
	}
}

static void
tell_states(struct toplevel *toplevel)
{
	const struct view *view = toplevel->view;
	struct wlr_foreign_toplevel_handle_v1 *handle = toplevel->handle;

	wlr_foreign_toplevel_handle_v1_set_activated(handle, view->activated);
	wlr_foreign_toplevel_handle_v1_set_maximized(handle, view->maximized);
	wlr_foreign_toplevel_handle_v1_set_minimized(handle, view->minimized);
	wlr_foreign_toplevel_handle_v1_set_fullscreen(handle, view->fullscreen);
}

static void
create_toplevel(struct toplevels *toplevels, struct view *view)
{
	const struct wlr_ext_foreign_toplevel_handle_v1_state none = {
			.title = "", .app_id = ""};
	struct toplevel *toplevel = xcalloc(1, sizeof(*toplevel));
	struct wlr_foreign_toplevel_handle_v1 *handle =
			wlr_foreign_toplevel_handle_v1_create(toplevels->manager);

	toplevel->toplevels = toplevels;
	toplevel->view = view;
	toplevel->seen = true;
	toplevel->handle = handle;
	toplevel->entry = wlr_ext_foreign_toplevel_handle_v1_create(
			toplevels->list, &none);
	toplevel->retitle.fn = handle_retitle;
	toplevel->retitle.user = toplevel;
	add(&handle->events.request_activate, &toplevel->request_activate,
			handle_request_activate);
	add(&handle->events.request_maximize, &toplevel->request_maximize,
			handle_request_maximize);
	add(&handle->events.request_minimize, &toplevel->request_minimize,
			handle_request_minimize);
	add(&handle->events.request_fullscreen, &toplevel->request_fullscreen,
			handle_request_fullscreen);
	add(&handle->events.request_close, &toplevel->request_close,
			handle_request_close);
	wl_list_insert(toplevels->entries.prev, &toplevel->link);
	view->listed = toplevel;
	tell_texts(toplevel);
}

static void
destroy_toplevel(struct toplevel *toplevel)
{
	pacer_cancel(&toplevel->retitle);
	wl_list_remove(&toplevel->request_activate.link);
	wl_list_remove(&toplevel->request_maximize.link);
	wl_list_remove(&toplevel->request_minimize.link);
	wl_list_remove(&toplevel->request_fullscreen.link);
	wl_list_remove(&toplevel->request_close.link);
	wl_list_remove(&toplevel->link);
	wlr_foreign_toplevel_handle_v1_destroy(toplevel->handle);
	wlr_ext_foreign_toplevel_handle_v1_destroy(toplevel->entry);
	free(toplevel->title);
	free(toplevel->app_id);
	free(toplevel);
}

static void
tell(struct toplevel *toplevel)
{
	toplevel->seen = true;
	tell_states(toplevel);
	tell_output(toplevel);
	pace_texts(toplevel);
}

/* Compares what was told with what is. */
static void
tell_all(struct toplevels *toplevels)
{
	struct toplevel *toplevel, *tmp;
	struct view *view;

	wl_list_for_each(toplevel, &toplevels->entries, link) {
		toplevel->seen = false;
	}
	wl_list_for_each_reverse(view, &toplevels->server->views, link) {
		if (view->popup) {
			continue;
		}
		if (!view->listed) {
			create_toplevel(toplevels, view);
		}
		tell(view->listed);
	}
	wl_list_for_each_safe(toplevel, tmp, &toplevels->entries, link) {
		if (!toplevel->seen) {
			destroy_toplevel(toplevel);
		}
	}
}

static void
handle_idle(void *data)
{
	struct toplevels *toplevels = data;

	toplevels->idle = NULL;
	tell_all(toplevels);
}

static void
tell_soon(struct toplevels *toplevels)
{
	if (!toplevels->idle) {
		toplevels->idle = wl_event_loop_add_idle(
				toplevels->server->loop, handle_idle, toplevels);
	}
}

/* A window may be gone: nothing may be asked of it any more. */
static void
handle_views(struct wl_listener *listener, void *data)
{
	struct toplevels *toplevels = wl_container_of(listener, toplevels, views);

	if (data) {
		tell_soon(toplevels);
	} else {
		tell_all(toplevels);
	}
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct toplevels *toplevels =
			wl_container_of(listener, toplevels, layout);

	tell_soon(toplevels);
}

struct toplevels *
toplevels_create(struct server *server, struct err *err)
{
	struct toplevels *toplevels = xcalloc(1, sizeof(*toplevels));

	toplevels->server = server;
	wl_list_init(&toplevels->entries);
	toplevels->manager =
			wlr_foreign_toplevel_manager_v1_create(server->display);
	toplevels->list = wlr_ext_foreign_toplevel_list_v1_create(
			server->display, LIST_VERSION);
	if (!toplevels->manager || !toplevels->list) {
		err_set(err, "the list of windows cannot be offered to clients");
		free(toplevels);
		return NULL;
	}
	add(&server->events.views, &toplevels->views, handle_views);
	add(&server->events.layout, &toplevels->layout, handle_layout);
	return toplevels;
}

void
toplevels_destroy(struct toplevels *toplevels)
{
	struct toplevel *toplevel, *tmp;

	if (!toplevels) {
		return;
	}
	wl_list_remove(&toplevels->views.link);
	wl_list_remove(&toplevels->layout.link);
	if (toplevels->idle) {
		wl_event_source_remove(toplevels->idle);
	}
	wl_list_for_each_safe(toplevel, tmp, &toplevels->entries, link) {
		destroy_toplevel(toplevel);
	}
	free(toplevels);
}
