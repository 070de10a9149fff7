// SPDX-License-Identifier: MIT
#include <string.h>
#include <wayland-server-protocol.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/config/config.h"
#include "compositor/config/config_read.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name;
	int transform;
} transforms[] = {
		{"normal", WL_OUTPUT_TRANSFORM_NORMAL},
		{"90", WL_OUTPUT_TRANSFORM_90},
		{"180", WL_OUTPUT_TRANSFORM_180},
		{"270", WL_OUTPUT_TRANSFORM_270},
		{"flipped", WL_OUTPUT_TRANSFORM_FLIPPED},
		{"flipped-90", WL_OUTPUT_TRANSFORM_FLIPPED_90},
		{"flipped-180", WL_OUTPUT_TRANSFORM_FLIPPED_180},
		{"flipped-270", WL_OUTPUT_TRANSFORM_FLIPPED_270},
};

static struct config_output *
get_output(struct config *config, const char *name)
{
	struct config_output *output;

	wl_list_for_each(output, &config->outputs, link) {
		if (strcmp(output->name, name) == 0) {
			return output;
		}
	}
	output = xcalloc(1, sizeof(*output));
	output->name = xstrdup(name);
	wl_list_insert(config->outputs.prev, &output->link);
	return output;
}

/* "1920x1080" or "1920x1080@59.94" */
static int
read_mode(struct config_output *output, const char *value, struct err *err)
{
	double refresh = 0;
	char text[64];
	char *at, *x;
	long width, height;

	if (!str_copy(text, sizeof(text), value)) {
		return err_set(err, "mode is too long");
	}
	at = strchr(text, '@');
	if (at) {
		*at = '\0';
	}
	x = strchr(text, 'x');
	if (x) {
		*x = '\0';
	}
	if (!x || !str_to_long(text, 64, 16384, &width) ||
			!str_to_long(x + 1, 64, 16384, &height) ||
			(at && !str_to_double(at + 1, 1, 1000, &refresh))) {
		return err_set(err,
				"mode must be WIDTHxHEIGHT or "
				"WIDTHxHEIGHT@HERTZ");
	}
	output->width = (int)width;
	output->height = (int)height;
	output->refresh_mhz = (int)(refresh * 1000 + 0.5);
	return 0;
}

/* "0,0" or "-1920,200" */
static int
read_position(struct config_output *output, const char *value, struct err *err)
{
	char text[64];
	char *comma;
	long lx, ly;

	if (!str_copy(text, sizeof(text), value)) {
		return err_set(err, "position is too long");
	}
	comma = strchr(text, ',');
	if (comma) {
		*comma = '\0';
	}
	if (!comma || !str_to_long(text, -65536, 65536, &lx) ||
			!str_to_long(comma + 1, -65536, 65536, &ly)) {
		return err_set(err, "position must be X,Y");
	}
	output->has_position = true;
	output->lx = (int)lx;
	output->ly = (int)ly;
	return 0;
}

static int
read_transform(struct config_output *output, const char *value, struct err *err)
{
	for (size_t i = 0; i < LENGTH(transforms); i++) {
		if (strcmp(transforms[i].name, value) == 0) {
			output->transform = transforms[i].transform;
			return 0;
		}
	}
	return err_set(err,
			"transform must be normal, 90, 180, 270, flipped, "
			"flipped-90, flipped-180 or flipped-270");
}

static int
read_enabled(struct config_output *output, const char *value, struct err *err)
{
	bool enabled;

	if (!str_to_bool(value, &enabled)) {
		return err_set(err, "enabled must be yes or no");
	}
	output->disabled = !enabled;
	return 0;
}

int
config_read_output(struct config *config, const char *name, const char *key,
		const char *value, struct err *err)
{
	struct config_output *output = get_output(config, name);

	if (strcmp(key, "scale") == 0) {
		if (!str_to_double(value, CONFIG_MIN_SCALE, CONFIG_MAX_SCALE,
				    &output->scale)) {
			return err_set(err, "scale must be from 0.5 to 8");
		}
		return 0;
	}
	if (strcmp(key, "mode") == 0) {
		return read_mode(output, value, err);
	}
	if (strcmp(key, "position") == 0) {
		return read_position(output, value, err);
	}
	if (strcmp(key, "transform") == 0) {
		return read_transform(output, value, err);
	}
	if (strcmp(key, "enabled") == 0) {
		return read_enabled(output, value, err);
	}
	return config_unknown_key("output NAME", key, err);
}

const struct config_output *
config_get_output(const struct config *config, const char *name)
{
	const struct config_output *output;

	wl_list_for_each(output, &config->outputs, link) {
		if (strcmp(output->name, name) == 0) {
			return output;
		}
	}
	return NULL;
}

const char *
config_get_transform_name(int transform)
{
	for (size_t i = 0; i < LENGTH(transforms); i++) {
		if (transforms[i].transform == transform) {
			return transforms[i].name;
		}
	}
	return transforms[0].name;
}
