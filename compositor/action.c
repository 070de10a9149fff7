// SPDX-License-Identifier: MIT
#include "compositor/action.h"

#include "common/log.h"
#include "compositor/clipboard.h"
#include "compositor/seat.h"
#include "compositor/server.h"
#include "compositor/view.h"

void
action_show(struct view *view)
{
	struct view *target = view_get_focusable(view);

	if (target) {
		view_set_minimized(target, false);
		view_raise(target);
		seat_focus(target->server->seat, target);
	}
}

static void
restore(struct view *view)
{
	if (view->fullscreen) {
		view_set_fullscreen(view, false);
	} else if (view->maximized) {
		view_set_maximized(view, false);
	} else {
		view_set_minimized(view, true);
	}
}

static void
run_on_view(struct view *view, enum keybind_action action)
{
	switch (action) {
	case KEYBIND_CLOSE:
		view_close(view);
		break;
	case KEYBIND_MAXIMIZE:
		view_set_maximized(view, true);
		break;
	case KEYBIND_RESTORE:
		restore(view);
		break;
	case KEYBIND_MINIMIZE:
		view_set_minimized(view, true);
		break;
	case KEYBIND_FULLSCREEN:
		view_set_fullscreen(view, !view->fullscreen);
		break;
	case KEYBIND_NONE:
	case KEYBIND_QUIT:
	case KEYBIND_SWITCH_NEXT:
	case KEYBIND_SWITCH_PREVIOUS:
	case KEYBIND_CLIPBOARD_COPY:
	case KEYBIND_CLIPBOARD_PASTE:
	case KEYBIND_RELEASE_POINTER:
		break;
	}
}

void
action_run(struct server *server, enum keybind_action action)
{
	struct view *focus = seat_get_focus(server->seat);

	if (action == KEYBIND_QUIT) {
		log_info("the chord to end the session was pressed");
		server_quit(server, 0);
	} else if (action == KEYBIND_CLIPBOARD_COPY) {
		clipboard_copy(server->clipboard);
	} else if (action == KEYBIND_CLIPBOARD_PASTE) {
		clipboard_paste(server->clipboard);
	} else if (action == KEYBIND_RELEASE_POINTER) {
		seat_release_pointer(server->seat);
	} else if (focus) {
		run_on_view(focus, action);
	}
}
