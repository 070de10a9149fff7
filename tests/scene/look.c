// SPDX-License-Identifier: MIT
#include "tests/scene/look.h"

#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_scene.h>

#include "tests/check.h"

const struct wlr_box look_box = {60, 120, 320, 160};

static const struct {
	const char *screen;
	double scale;
} screens[LOOK_SCREENS] = {
		{"440x340", 1},
		{"550x425@1.25", 1.25},
		{"660x510@1.5", 1.5},
		{"880x680@2", 2},
};

void
look_init(struct look *look, int screen)
{
	static const float cyan[4] = {0, 1, 1, 1};

	scene_init(&look->scene, screens[screen].screen, "");
	look->scale = screens[screen].scale;
	look->pixels = NULL;
	wlr_scene_rect_create(look->scene.server.layers[SERVER_LAYER_VIEWS],
			1000, 1000, cyan);
}

void
look_finish(struct look *look)
{
	free(look->pixels);
	scene_finish(&look->scene);
}

void
look_again(struct look *look)
{
	scene_settle(&look->scene);
	free(look->pixels);
	look->pixels = scene_copy(&look->scene, &look->width, &look->height);
}

uint32_t
look_get(const struct look *look, int x, int y)
{
	assert_in_range(x, 0, look->width - 1);
	assert_in_range(y, 0, look->height - 1);
	return look->pixels[y * look->width + x];
}

int
look_at(const struct look *look, int logical)
{
	return (int)lround(logical * look->scale);
}
