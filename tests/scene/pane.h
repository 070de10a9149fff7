// SPDX-License-Identifier: MIT
/*
 * A window of one colour with a real frame, for tests that look at frames and
 * at what lists windows. It has no origin: nothing may be asked of it.
 */
#ifndef TESTS_SCENE_PANE_H
#define TESTS_SCENE_PANE_H

#include "compositor/windows/view.h"

struct scene;

#define PANE_COLOR 0xff00ff // of the content

struct pane {
	struct view view;
	struct scene *scene; // borrowed
	struct wlr_scene_rect *content;
};

/* How a pane is made; zero is a trusted program's window. */
struct pane_spec {
	const char *qube; // NULL: a trusted program
	const char *zone;
	const char *label; // name
	uint32_t rgb;
	const char *title;
	struct wlr_box box; // content
	bool active, popup, fullscreen, maximized;
};

/* Puts it on top of those there are, and tells who listens. */
void pane_init(struct pane *pane, struct scene *scene,
		const struct pane_spec *spec);
void pane_finish(struct pane *pane);

/* Changes and what follows from them. */
void pane_set_active(struct pane *pane, bool active);
void pane_set_content(struct pane *pane, uint32_t rgb);
void pane_set_title(struct pane *pane, const char *title);

#endif
