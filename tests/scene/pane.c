// SPDX-License-Identifier: MIT
#include "tests/scene/pane.h"

#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "compositor/draw/color.h"
#include "compositor/ui/pacer.h"
#include "compositor/windows/frame.h"
#include "tests/check.h"
#include "tests/scene/scene.h"

static bool
is_idle(void *user)
{
	return pacer_is_idle(user);
}

/* Waits for drawings that were put off. */
static void
wait_until_drawn(struct pane *pane)
{
	assert_true(scene_pump(pane->scene, is_idle, pane->view.server->pacer));
}

static void
tell(struct pane *pane)
{
	wl_signal_emit_mutable(&pane->view.server->events.views, &pane->view);
}

void
pane_init(struct pane *pane, struct scene *scene, const struct pane_spec *spec)
{
	static const float magenta[4] = {1, 0, 1, 1};
	struct view *view = &pane->view;

	pane->scene = scene;
	*view = (struct view){
			.server = &scene->server,
			.qube = spec->qube,
			.zone = spec->zone,
			.geometry = spec->box,
			.activated = spec->active,
			.popup = spec->popup,
			.fullscreen = spec->fullscreen,
			.maximized = spec->maximized,
			.mapped = true,
	};
	if (spec->label) {
		view->label = label_make(spec->label, spec->rgb);
	}
	view->title = spec->title ? xstrdup(spec->title) : NULL;
	view->tree = wlr_scene_tree_create(
			scene->server.layers[SERVER_LAYER_VIEWS]);
	wlr_scene_node_set_position(&view->tree->node, spec->box.x, spec->box.y);
	view->content = wlr_scene_tree_create(view->tree);
	pane->content = wlr_scene_rect_create(view->content, spec->box.width,
			spec->box.height, magenta);
	wl_list_insert(&scene->server.views, &view->link);
	view->frame = frame_create(view);
	tell(pane);
	wait_until_drawn(pane);
}

void
pane_finish(struct pane *pane)
{
	struct view *view = &pane->view;

	view->mapped = false;
	wl_list_remove(&view->link);
	tell(pane);
	frame_destroy(view->frame);
	wlr_scene_node_destroy(&view->tree->node);
	free(view->title);
}

void
pane_set_active(struct pane *pane, bool active)
{
	pane->view.activated = active;
	frame_update(pane->view.frame);
	tell(pane);
}

void
pane_set_title(struct pane *pane, const char *title)
{
	free(pane->view.title);
	pane->view.title = title ? xstrdup(title) : NULL;
	frame_update(pane->view.frame);
	tell(pane);
	wait_until_drawn(pane);
}

void
pane_set_content(struct pane *pane, uint32_t rgb)
{
	float color[4];

	color_to_floats(rgb, color);
	wlr_scene_rect_set_color(pane->content, color);
}
