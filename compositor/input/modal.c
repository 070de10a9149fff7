// SPDX-License-Identifier: MIT
#include "compositor/input/modal.h"

#include <stdlib.h>

#include "common/mem.h"
#include "compositor/input/seat.h"
#include "compositor/server.h"

struct modal {
	struct server *server; // borrowed
	const struct modal_impl *impl; // borrowed; NULL: nothing is there
	void *user; // borrowed
	const struct view *view; // borrowed, may be NULL
};

struct modal *
modal_create(struct server *server)
{
	struct modal *modal = xcalloc(1, sizeof(*modal));

	modal->server = server;
	return modal;
}

void
modal_destroy(struct modal *modal)
{
	free(modal);
}

void
modal_begin(struct modal *modal, const struct modal_impl *impl, void *user,
		struct view *view)
{
	modal_cancel(modal);
	modal->impl = impl;
	modal->user = user;
	modal->view = view;
	seat_begin_modal(modal->server->seat);
}

void
modal_end(struct modal *modal)
{
	if (modal->impl) {
		modal->impl = NULL;
		modal->user = NULL;
		modal->view = NULL;
		seat_end_modal(modal->server->seat);
	}
}

void
modal_cancel(struct modal *modal)
{
	const struct modal_impl *impl = modal->impl;
	void *user = modal->user;

	modal_end(modal);
	if (impl) {
		impl->cancel(user);
	}
}

bool
modal_is_active(const struct modal *modal)
{
	return modal->impl != NULL;
}

void
modal_forget_view(struct modal *modal, const struct view *view)
{
	if (modal->view == view) {
		modal_cancel(modal);
	}
}

bool
modal_key(struct modal *modal, const struct modal_key *key)
{
	if (!modal->impl) {
		return false;
	}
	modal->impl->key(modal->user, key);
	return true;
}

bool
modal_motion(struct modal *modal, double lx, double ly)
{
	if (!modal->impl) {
		return false;
	}
	if (modal->impl->motion) {
		modal->impl->motion(modal->user, lx, ly);
	}
	return true;
}

bool
modal_button(struct modal *modal, const struct modal_button *button, double lx,
		double ly)
{
	if (!modal->impl) {
		return false;
	}
	if (modal->impl->button) {
		modal->impl->button(modal->user, button, lx, ly);
	}
	return true;
}

bool
modal_wheel(struct modal *modal, int steps)
{
	if (!modal->impl) {
		return false;
	}
	if (modal->impl->wheel) {
		modal->impl->wheel(modal->user, steps);
	}
	return true;
}
