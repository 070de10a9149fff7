// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // mkdtemp
#include "tests/scene/scene.h"

#include <drm_fourcc.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <wlr/render/wlr_texture.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "compositor/outputs/output.h"
#include "tests/check.h"

#define PUMP_MSEC 2000

/* The clock of the strip stands still, whoever asks: tests compare pictures of
 * two times. It takes the place of the C library's. */
struct tm *
localtime_r(const time_t *timer, struct tm *result)
{
	(void)timer;
	*result = (struct tm){.tm_hour = 12, .tm_min = 34};
	return result;
}

void
scene_write_config(struct scene *scene, const char *config)
{
	char *path = xformat("%s/leadlight.conf", scene->dir);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(config, file);
	assert_int_equal(fclose(file), 0);
	free(path);
}

void
scene_write_theme(struct scene *scene, const char *name, const char *text)
{
	char *dir = xformat("%s/themes", scene->dir);
	FILE *file;

	mkdir(dir, 0700);
	free(scene->theme);
	scene->theme = xformat("%s/%s.ini", dir, name);
	file = fopen(scene->theme, "we");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	free(dir);
}

void
scene_init(struct scene *scene, const char *screen, const char *config)
{
	struct err err = {0};

	*scene = (struct scene){.dir = "/tmp/leadlight-scene-XXXXXX"};
	log_init(LOG_LEVEL_WARN);
	assert_non_null(mkdtemp(scene->dir));
	setenv("XDG_RUNTIME_DIR", scene->dir, 1);
	scene_write_config(scene, config);
	scene->options.headless = screen;
	scene->options.config_dir = scene->dir;
	scene->options.runtime_dir = scene->dir;
	if (server_init(&scene->server, &scene->options, &err) < 0) {
		fail_msg("%s", err.text);
	}
	scene_settle(scene);
}

void
scene_finish(struct scene *scene)
{
	char *path = xformat("%s/leadlight.conf", scene->dir);

	server_finish(&scene->server);
	unlink(path);
	free(path);
	if (scene->theme) {
		unlink(scene->theme);
		rmdir(dirname(scene->theme));
		free(scene->theme);
	}
	rmdir(scene->dir);
}

bool
scene_pump(struct scene *scene, bool (*done)(void *user), void *user)
{
	int64_t end = loop_now_msec() + PUMP_MSEC;

	while (!done(user)) {
		if (loop_now_msec() > end) {
			return false;
		}
		wl_display_flush_clients(scene->server.display);
		wl_event_loop_dispatch(scene->server.loop, 5);
		wl_display_flush_clients(scene->server.display);
	}
	return true;
}

void
scene_settle(struct scene *scene)
{
	for (int i = 0; i < 4; i++) {
		wl_display_flush_clients(scene->server.display);
		wl_event_loop_dispatch(scene->server.loop, 0);
	}
}

static struct output *
first_output(struct scene *scene)
{
	struct output *output = wl_container_of(
			scene->server.outputs.next, output, link);

	assert_false(wl_list_empty(&scene->server.outputs));
	return output;
}

typedef void (*pixels_fn)(const uint8_t *data, size_t stride, int width,
		int height, void *user);

/* What a graphics device has drawn is where only it can read. */
static void
with_copy(struct wlr_renderer *renderer, struct wlr_buffer *buffer,
		pixels_fn fn, void *user)
{
	size_t stride = (size_t)buffer->width * 4;
	uint8_t *data = xcalloc((size_t)buffer->height, stride);
	struct wlr_texture *texture = wlr_texture_from_buffer(renderer, buffer);

	assert_non_null(texture);
	assert_true(wlr_texture_read_pixels(texture,
			&(struct wlr_texture_read_pixels_options){
					.data = data,
					.format = DRM_FORMAT_XRGB8888,
					.stride = (uint32_t)stride,
			}));
	wlr_texture_destroy(texture);
	fn(data, stride, buffer->width, buffer->height, user);
	free(data);
}

/* Calls fn with the pixels a screen would show now. */
static void
with_pixels(struct output *output, pixels_fn fn, void *user)
{
	struct wlr_output_state state;
	void *data;
	uint32_t format;
	size_t stride;

	wlr_output_state_init(&state);
	assert_true(wlr_scene_output_build_state(
			output->scene_output, &state, NULL));
	assert_non_null(state.buffer);
	if (wlr_buffer_begin_data_ptr_access(state.buffer,
			    WLR_BUFFER_DATA_PTR_ACCESS_READ, &data, &format,
			    &stride)) {
		fn(data, stride, state.buffer->width, state.buffer->height, user);
		wlr_buffer_end_data_ptr_access(state.buffer);
	} else {
		with_copy(output->server->renderer, state.buffer, fn, user);
	}
	wlr_output_state_finish(&state);
}

struct pixel {
	int x, y;
	uint32_t rgb;
};

static void
read_pixel(const uint8_t *data, size_t stride, int width, int height, void *user)
{
	struct pixel *pixel = user;

	assert_in_range(pixel->x, 0, width - 1);
	assert_in_range(pixel->y, 0, height - 1);
	memcpy(&pixel->rgb,
			data + (size_t)pixel->y * stride + (size_t)pixel->x * 4,
			4);
	pixel->rgb &= 0xffffff; // X of XRGB means nothing
}

uint32_t
scene_get_pixel(struct scene *scene, int x, int y)
{
	struct pixel pixel = {.x = x, .y = y};

	with_pixels(first_output(scene), read_pixel, &pixel);
	return pixel.rgb;
}

struct copy {
	uint32_t *pixels;
	int width, height;
};

static void
read_all(const uint8_t *data, size_t stride, int width, int height, void *user)
{
	struct copy *copy = user;
	size_t row = (size_t)width;

	*copy = (struct copy){xcalloc(row * (size_t)height, sizeof(uint32_t)),
			width, height};
	for (size_t y = 0; y < (size_t)height; y++) {
		memcpy(copy->pixels + y * row, data + y * stride, row * 4);
		for (size_t x = 0; x < row; x++) {
			copy->pixels[y * row + x] &= 0xffffff;
		}
	}
}

uint32_t *
scene_copy_output(struct output *output, int *width, int *height)
{
	struct copy copy;

	with_pixels(output, read_all, &copy);
	*width = copy.width;
	*height = copy.height;
	return copy.pixels;
}

uint32_t *
scene_copy(struct scene *scene, int *width, int *height)
{
	return scene_copy_output(first_output(scene), width, height);
}

static void
write_ppm(const uint8_t *data, size_t stride, int width, int height, void *user)
{
	FILE *file = user;

	fprintf(file, "P6 %d %d 255\n", width, height);
	for (int y = 0; y < height; y++) {
		for (int x = 0; x < width; x++) {
			const uint8_t *p = data + (size_t)y * stride +
					(size_t)x * 4;
			const uint8_t rgb[3] = {p[2], p[1], p[0]};

			fwrite(rgb, 1, sizeof(rgb), file);
		}
	}
}

void
scene_write_ppm(struct scene *scene, const char *path)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	with_pixels(first_output(scene), write_ppm, file);
	fclose(file);
}
