// SPDX-License-Identifier: MIT
#include "compositor/windows/view_home.h"

#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_output.h>

#include "common/mem.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

struct view_home {
	char *output; // owned: its name
	int ox, oy; // on that output
	int lx, ly; // where the window lies meanwhile
	bool settled; // lx and ly are known
	bool still; // nobody has moved it since
};

void
view_home_forget(struct view *view)
{
	if (view->home) {
		free(view->home->output);
		free(view->home);
		view->home = NULL;
	}
}

static bool
is_still(const struct view *view)
{
	const struct view_home *home = view->home;

	return home &&
			(!home->settled ||
					(view->geometry.x == home->lx &&
							view->geometry.y ==
									home->ly));
}

static void
note(struct view *view, const struct output *output)
{
	if (is_still(view)) {
		return; // its first home counts
	}
	view_home_forget(view);
	view->home = xcalloc(1, sizeof(*view->home));
	view->home->output = xstrdup(output->wlr_output->name);
	view->home->ox = view->geometry.x - output->box.x;
	view->home->oy = view->geometry.y - output->box.y;
}

/* By the boxes as they were last, whatever the layout says now. */
static bool
is_on(const struct view *view, const struct output *output)
{
	const struct output *other;
	int64_t most = 0, here = 0;

	wl_list_for_each(other, &output->server->outputs, link) {
		struct wlr_box common;
		int64_t size = 0;

		if (wlr_box_intersection(&common, &view->geometry, &other->box)) {
			size = (int64_t)common.width * common.height;
		}
		most = size > most ? size : most;
		here = other == output ? size : here;
	}
	return here > 0 && here == most;
}

void
view_home_note(const struct output *output)
{
	struct server *server = output->server;
	struct view *view;

	wl_list_for_each(view, &server->views, link) {
		if (!view->popup && is_on(view, output)) {
			note(view, output);
		}
	}
}

void
view_home_note_all(struct server *server)
{
	const struct output *output;

	wl_list_for_each(output, &server->outputs, link) {
		view_home_note(output);
	}
}

static const struct output *
find(const struct server *server, const char *name)
{
	const struct output *output;

	wl_list_for_each(output, &server->outputs, link) {
		if (!wlr_box_empty(&output->box) &&
				strcmp(output->wlr_output->name, name) == 0) {
			return output;
		}
	}
	return NULL;
}

static void
try_return(struct view *view)
{
	struct view_home *home = view->home;
	const struct output *output;

	home->still = is_still(view);
	output = find(view->server, home->output);
	if (!output) {
		return;
	}
	if (home->still) {
		view_move(view, output->box.x + home->ox,
				output->box.y + home->oy);
	}
	view_home_forget(view);
}

void
view_home_return(struct server *server)
{
	struct view *view;

	wl_list_for_each(view, &server->views, link) {
		if (view->home) {
			try_return(view);
		}
	}
}

void
view_home_settle(struct server *server)
{
	struct view *view;

	wl_list_for_each(view, &server->views, link) {
		struct view_home *home = view->home;

		if (home && home->still) {
			home->lx = view->geometry.x;
			home->ly = view->geometry.y;
			home->settled = true;
		}
	}
}
