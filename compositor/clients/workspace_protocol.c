// SPDX-License-Identifier: MIT
#include "compositor/clients/workspace_protocol.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_output.h>

#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/lock/lock.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/workspaces.h"
#include "ext-workspace-v1-protocol.h"

#define VERSION 1
#define NO_WISH (-1)

/* What one client was told of a workspace. */
struct handle {
	struct wl_resource *resource; // NULL: destroyed by the client
	char *name; // owned; NULL: not told yet
	uint32_t state; // bitmask of enum ext_workspace_handle_v1_state
};

/* One manager object. */
struct manager {
	struct wl_list link; // protocol.managers
	struct workspace_protocol *protocol; // borrowed
	struct wl_resource *resource;
	struct wl_resource *group; // NULL: destroyed by the client
	struct handle handles[CONFIG_MAX_WORKSPACES];
	int count; // of handles
	int wish; // workspace to show with the next commit
};

/* An output, of which clients may make more objects. */
struct watch {
	struct wl_list link; // protocol.watches
	struct workspace_protocol *protocol; // borrowed
	struct wlr_output *output; // borrowed

	struct wl_listener bind;
	struct wl_listener destroy;
};

struct workspace_protocol {
	struct server *server; // borrowed
	struct wl_global *global; // owned
	struct wl_list managers; // list of struct manager, .link
	struct wl_list watches; // list of struct watch, .link

	struct wl_listener views;
	struct wl_listener layout;
};

/* Requests on a workspace */

static void
handle_destroy_object(struct wl_client *client, struct wl_resource *resource)
{
	wl_resource_destroy(resource);
}

static void
handle_activate(struct wl_client *client, struct wl_resource *resource)
{
	struct manager *manager = wl_resource_get_user_data(resource);

	for (int i = 0; manager && i < manager->count; i++) {
		if (manager->handles[i].resource == resource) {
			manager->wish = i;
		}
	}
}

/* Not offered: ignored, as the protocol says. */
static void
handle_deactivate(struct wl_client *client, struct wl_resource *resource)
{
}

static void
handle_assign(struct wl_client *client, struct wl_resource *resource,
		struct wl_resource *group)
{
}

static void
handle_remove(struct wl_client *client, struct wl_resource *resource)
{
}

static const struct ext_workspace_handle_v1_interface handle_impl = {
		.destroy = handle_destroy_object,
		.activate = handle_activate,
		.deactivate = handle_deactivate,
		.assign = handle_assign,
		.remove = handle_remove,
};

static void
handle_workspace_gone(struct wl_resource *resource)
{
	struct manager *manager = wl_resource_get_user_data(resource);

	for (int i = 0; manager && i < manager->count; i++) {
		if (manager->handles[i].resource == resource) {
			manager->handles[i].resource = NULL;
		}
	}
}

/* Requests on the group */

static void
handle_create_workspace(struct wl_client *client, struct wl_resource *resource,
		const char *name)
{
}

static const struct ext_workspace_group_handle_v1_interface group_impl = {
		.create_workspace = handle_create_workspace,
		.destroy = handle_destroy_object,
};

static void
handle_group_gone(struct wl_resource *resource)
{
	struct manager *manager = wl_resource_get_user_data(resource);

	if (manager) {
		manager->group = NULL;
	}
}

/* What clients are told */

static void
forget_handle(struct handle *handle)
{
	if (handle->resource) {
		wl_resource_set_user_data(handle->resource, NULL);
	}
	free(handle->name);
	*handle = (struct handle){0};
}

static void
add_handle(struct manager *manager)
{
	int index = manager->count++;
	struct handle *handle = &manager->handles[index];
	struct wl_array coordinates;
	uint32_t *x;

	*handle = (struct handle){0};
	handle->resource = wl_resource_create(
			wl_resource_get_client(manager->resource),
			&ext_workspace_handle_v1_interface, VERSION, 0);
	if (!handle->resource) {
		wl_resource_post_no_memory(manager->resource);
		return;
	}
	wl_resource_set_implementation(handle->resource, &handle_impl, manager,
			handle_workspace_gone);
	ext_workspace_manager_v1_send_workspace(
			manager->resource, handle->resource);
	wl_array_init(&coordinates);
	x = wl_array_add(&coordinates, sizeof(*x));
	if (x) {
		*x = (uint32_t)index;
		ext_workspace_handle_v1_send_coordinates(
				handle->resource, &coordinates);
	}
	wl_array_release(&coordinates);
	ext_workspace_handle_v1_send_capabilities(handle->resource,
			EXT_WORKSPACE_HANDLE_V1_WORKSPACE_CAPABILITIES_ACTIVATE);
	if (manager->group) {
		ext_workspace_group_handle_v1_send_workspace_enter(
				manager->group, handle->resource);
	}
}

static void
remove_handle(struct manager *manager)
{
	struct handle *handle = &manager->handles[--manager->count];

	if (handle->resource) {
		if (manager->group) {
			ext_workspace_group_handle_v1_send_workspace_leave(
					manager->group, handle->resource);
		}
		ext_workspace_handle_v1_send_removed(handle->resource);
	}
	forget_handle(handle);
	if (manager->wish >= manager->count) {
		manager->wish = NO_WISH;
	}
}

static uint32_t
get_state(const struct workspaces *workspaces, int index)
{
	return (workspaces_get_current(workspaces) == index
					       ? EXT_WORKSPACE_HANDLE_V1_STATE_ACTIVE
					       : 0u) |
			(workspaces_is_urgent(workspaces, index)
							? EXT_WORKSPACE_HANDLE_V1_STATE_URGENT
							: 0u);
}

/* True if there was something to tell. */
static bool
update_handle(struct manager *manager, int index)
{
	const struct workspaces *workspaces =
			manager->protocol->server->workspaces;
	struct handle *handle = &manager->handles[index];
	const char *name = workspaces_get_name(workspaces, index);
	uint32_t state = get_state(workspaces, index);
	bool renamed = !handle->name || strcmp(handle->name, name) != 0;
	bool changed = renamed || handle->state != state;

	if (!handle->resource || !changed) {
		return false;
	}
	if (!handle->name || handle->state != state) {
		ext_workspace_handle_v1_send_state(handle->resource, state);
	}
	if (renamed) {
		free(handle->name);
		handle->name = xstrdup(name);
		ext_workspace_handle_v1_send_name(handle->resource, name);
	}
	handle->state = state;
	return true;
}

static void
update(struct manager *manager)
{
	int count = workspaces_get_count(manager->protocol->server->workspaces);
	bool changed = manager->count != count;

	while (manager->count < count) {
		add_handle(manager);
	}
	while (manager->count > count) {
		remove_handle(manager);
	}
	for (int i = 0; i < count; i++) {
		changed |= update_handle(manager, i);
	}
	if (changed) {
		ext_workspace_manager_v1_send_done(manager->resource);
	}
}

/* Every object the client has of an output. */
static void
tell_output(struct manager *manager, struct wlr_output *output, bool enter)
{
	struct wl_client *client = wl_resource_get_client(manager->resource);
	struct wl_resource *resource;

	wl_resource_for_each(resource, &output->resources) {
		if (!manager->group ||
				wl_resource_get_client(resource) != client) {
			continue;
		}
		if (enter) {
			ext_workspace_group_handle_v1_send_output_enter(
					manager->group, resource);
		} else {
			ext_workspace_group_handle_v1_send_output_leave(
					manager->group, resource);
		}
	}
}

static void
create_group(struct manager *manager)
{
	struct watch *watch;

	manager->group = wl_resource_create(
			wl_resource_get_client(manager->resource),
			&ext_workspace_group_handle_v1_interface, VERSION, 0);
	if (!manager->group) {
		wl_resource_post_no_memory(manager->resource);
		return;
	}
	wl_resource_set_implementation(manager->group, &group_impl, manager,
			handle_group_gone);
	ext_workspace_manager_v1_send_workspace_group(
			manager->resource, manager->group);
	ext_workspace_group_handle_v1_send_capabilities(manager->group, 0);
	wl_list_for_each(watch, &manager->protocol->watches, link) {
		tell_output(manager, watch->output, true);
	}
}

/* The manager */

static void
handle_commit(struct wl_client *client, struct wl_resource *resource)
{
	struct manager *manager = wl_resource_get_user_data(resource);
	struct server *server = manager->protocol->server;
	int wish = manager->wish;

	manager->wish = NO_WISH;
	if (wish != NO_WISH && !lock_is_locked(server->lock)) {
		workspaces_switch(server->workspaces, wish);
	}
}

static void
handle_stop(struct wl_client *client, struct wl_resource *resource)
{
	ext_workspace_manager_v1_send_finished(resource);
	wl_resource_destroy(resource);
}

static const struct ext_workspace_manager_v1_interface manager_impl = {
		.commit = handle_commit,
		.stop = handle_stop,
};

static void
handle_manager_gone(struct wl_resource *resource)
{
	struct manager *manager = wl_resource_get_user_data(resource);

	for (int i = 0; i < manager->count; i++) {
		forget_handle(&manager->handles[i]);
	}
	if (manager->group) {
		wl_resource_set_user_data(manager->group, NULL);
	}
	wl_list_remove(&manager->link);
	free(manager);
}

static void
handle_bind(struct wl_client *client, void *data, uint32_t version, uint32_t id)
{
	struct workspace_protocol *protocol = data;
	struct manager *manager = xcalloc(1, sizeof(*manager));

	manager->protocol = protocol;
	manager->wish = NO_WISH;
	manager->resource = wl_resource_create(client,
			&ext_workspace_manager_v1_interface, (int)version, id);
	if (!manager->resource) {
		free(manager);
		wl_client_post_no_memory(client);
		return;
	}
	wl_resource_set_implementation(manager->resource, &manager_impl,
			manager, handle_manager_gone);
	wl_list_insert(&protocol->managers, &manager->link);
	create_group(manager);
	update(manager);
}

/* Changes */

static void
handle_views(struct wl_listener *listener, void *data)
{
	struct workspace_protocol *protocol =
			wl_container_of(listener, protocol, views);
	struct manager *manager;

	wl_list_for_each(manager, &protocol->managers, link) {
		update(manager);
	}
}

static void
handle_output_bind(struct wl_listener *listener, void *data)
{
	struct watch *watch = wl_container_of(listener, watch, bind);
	const struct wlr_output_event_bind *event = data;
	struct wl_client *client = wl_resource_get_client(event->resource);
	struct manager *manager;

	wl_list_for_each(manager, &watch->protocol->managers, link) {
		if (manager->group &&
				wl_resource_get_client(manager->resource) ==
						client) {
			ext_workspace_group_handle_v1_send_output_enter(
					manager->group, event->resource);
			ext_workspace_manager_v1_send_done(manager->resource);
		}
	}
}

static void
drop_watch(struct watch *watch)
{
	wl_list_remove(&watch->bind.link);
	wl_list_remove(&watch->destroy.link);
	wl_list_remove(&watch->link);
	free(watch);
}

static void
handle_output_destroy(struct wl_listener *listener, void *data)
{
	struct watch *watch = wl_container_of(listener, watch, destroy);
	struct manager *manager;

	wl_list_for_each(manager, &watch->protocol->managers, link) {
		tell_output(manager, watch->output, false);
		ext_workspace_manager_v1_send_done(manager->resource);
	}
	drop_watch(watch);
}

static bool
is_watched(const struct workspace_protocol *protocol,
		const struct wlr_output *output)
{
	const struct watch *watch;

	wl_list_for_each(watch, &protocol->watches, link) {
		if (watch->output == output) {
			return true;
		}
	}
	return false;
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct workspace_protocol *protocol =
			wl_container_of(listener, protocol, layout);
	struct output *output;

	wl_list_for_each(output, &protocol->server->outputs, link) {
		struct watch *watch;

		if (is_watched(protocol, output->wlr_output)) {
			continue;
		}
		watch = xcalloc(1, sizeof(*watch));
		watch->protocol = protocol;
		watch->output = output->wlr_output;
		watch->bind.notify = handle_output_bind;
		wl_signal_add(&output->wlr_output->events.bind, &watch->bind);
		watch->destroy.notify = handle_output_destroy;
		wl_signal_add(&output->wlr_output->events.destroy,
				&watch->destroy);
		wl_list_insert(&protocol->watches, &watch->link);
	}
}

struct workspace_protocol *
workspace_protocol_create(struct server *server, struct err *err)
{
	struct workspace_protocol *protocol = xcalloc(1, sizeof(*protocol));

	protocol->server = server;
	wl_list_init(&protocol->managers);
	wl_list_init(&protocol->watches);
	protocol->global = wl_global_create(server->display,
			&ext_workspace_manager_v1_interface, VERSION, protocol,
			handle_bind);
	if (!protocol->global) {
		free(protocol);
		err_set(err, "ext-workspace cannot be offered to clients");
		return NULL;
	}
	protocol->views.notify = handle_views;
	wl_signal_add(&server->events.views, &protocol->views);
	protocol->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &protocol->layout);
	handle_layout(&protocol->layout, NULL);
	return protocol;
}

void
workspace_protocol_destroy(struct workspace_protocol *protocol)
{
	struct watch *watch, *tmp;

	if (!protocol) {
		return;
	}
	wl_list_remove(&protocol->views.link);
	wl_list_remove(&protocol->layout.link);
	wl_list_for_each_safe(watch, tmp, &protocol->watches, link) {
		drop_watch(watch);
	}
	wl_global_destroy(protocol->global);
	free(protocol);
}
