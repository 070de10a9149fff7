// SPDX-License-Identifier: MIT
#include "qube/qrexec/wires.h"

#include <wayland-server-core.h>

static unsigned int
get_ready(uint32_t mask)
{
	return ((mask & WL_EVENT_READABLE) ? PUMP_READ : 0) |
			((mask & WL_EVENT_WRITABLE) ? PUMP_WRITE : 0) |
			((mask & (WL_EVENT_HANGUP | WL_EVENT_ERROR)) ? PUMP_HANGUP
								     : 0);
}

static int
handle_port(int fd, uint32_t mask, void *data)
{
	struct wires_port *port = data;
	struct wires *wires = port->wires;
	enum pump_port number = (enum pump_port)(port - wires->ports);

	if (number == PUMP_SOURCE && (mask & WL_EVENT_HANGUP)) {
		wires->impl->ending(wires->user);
	}
	if (port->fd == pump_get_fd(&wires->pump, number)) {
		pump_handle(&wires->pump, number, get_ready(mask));
	}
	wires_settle(wires);
	return 0;
}

static void
drop(struct wires_port *port)
{
	if (port->source != NULL) {
		wl_event_source_remove(port->source);
		port->source = NULL;
	}
}

/* One that wants nothing is taken out: a hangup would wake us for ever. */
static void
update_port(struct wires *wires, enum pump_port number)
{
	struct wires_port *port = &wires->ports[number];
	unsigned int wanted = pump_get_wanted(&wires->pump, number);
	int fd = pump_get_fd(&wires->pump, number);
	uint32_t mask = ((wanted & PUMP_READ) ? WL_EVENT_READABLE : 0) |
			((wanted & PUMP_WRITE) ? WL_EVENT_WRITABLE : 0);

	if (wanted == 0 || fd != port->fd) {
		drop(port);
	}
	port->fd = fd;
	if (wanted == 0) {
		return;
	}
	if (port->source == NULL) {
		port->source = wl_event_loop_add_fd(
				wires->loop, fd, mask, handle_port, port);
	} else if (mask != port->mask) {
		wl_event_source_fd_update(port->source, mask);
	}
	port->mask = mask;
}

static void
settle(void *data)
{
	struct wires *wires = data;

	wires->idle = NULL;
	pump_work(&wires->pump);
	if (!wires->greeted && pump_is_greeted(&wires->pump)) {
		wires->greeted = true;
		wires->impl->greeted(wires->user);
		pump_work(&wires->pump);
	}
	if (pump_is_done(&wires->pump)) {
		wires->impl->done(wires->user);
		return;
	}
	for (int i = 0; i < PUMP_PORTS; i++) {
		update_port(wires, (enum pump_port)i);
	}
}

void
wires_init(struct wires *wires, struct wl_event_loop *loop, int channel,
		const struct wires_impl *impl, void *user)
{
	*wires = (struct wires){.loop = loop, .impl = impl, .user = user};
	pump_init(&wires->pump, QREXEC_ROLE_SERVICE, channel);
	for (int i = 0; i < PUMP_PORTS; i++) {
		wires->ports[i].wires = wires;
		wires->ports[i].fd = -1;
	}
	wires_settle(wires);
}

void
wires_finish(struct wires *wires)
{
	for (int i = 0; i < PUMP_PORTS; i++) {
		drop(&wires->ports[i]);
	}
	if (wires->idle != NULL) {
		wl_event_source_remove(wires->idle);
		wires->idle = NULL;
	}
	pump_finish(&wires->pump);
}

void
wires_settle(struct wires *wires)
{
	if (wires->idle == NULL) {
		wires->idle = wl_event_loop_add_idle(wires->loop, settle, wires);
	}
}
