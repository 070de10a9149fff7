// SPDX-License-Identifier: MIT
#include "compositor/outputs/output_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_output.h>

#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/outputs/output.h"

#define MAX_FILE (256 * 1024)

struct output_memory {
	const char *dir; // borrowed, may be NULL
	char *path; // owned
	struct config *known; // owned; its outputs are what is kept
};

static void
read_file(struct output_memory *memory)
{
	char *text = file_read_text(memory->path, MAX_FILE);
	struct err err = {0};

	if (text && config_load_text(memory->known, memory->path, text, &err) < 0) {
		log_warn("%s; what was known of screens is not used", err.text);
		config_destroy(memory->known);
		memory->known = config_create();
	}
	free(text);
}

struct output_memory *
output_memory_create(const char *dir)
{
	struct output_memory *memory = xcalloc(1, sizeof(*memory));

	memory->dir = dir;
	memory->known = config_create();
	if (dir) {
		memory->path = xformat("%s/outputs.conf", dir);
		read_file(memory);
	}
	return memory;
}

void
output_memory_destroy(struct output_memory *memory)
{
	if (!memory) {
		return;
	}
	config_destroy(memory->known);
	free(memory->path);
	free(memory);
}

/* What a screen says of itself may be anything: only what cannot be taken for
 * the syntax of the file stays. */
static void
clean(char *text)
{
	for (char *c = text; *c; c++) {
		if (*c < ' ' || *c > '~' || strchr("[];#", *c)) {
			*c = '_';
		}
	}
}

char *
output_memory_get_identity(const struct wlr_output *wlr_output)
{
	char *text;

	if (!wlr_output->make || !wlr_output->model || !wlr_output->serial) {
		return NULL;
	}
	text = xformat("%.40s %.40s %.40s", wlr_output->make, wlr_output->model,
			wlr_output->serial);
	clean(text);
	return text;
}

static char *
get_key(const struct wlr_output *wlr_output)
{
	char *identity = output_memory_get_identity(wlr_output);

	return identity ? identity : xstrdup(wlr_output->name);
}

const struct config_output *
output_memory_find(struct output_memory *memory,
		const struct wlr_output *wlr_output)
{
	char *key = get_key(wlr_output);
	const struct config_output *found = config_get_output(memory->known, key);

	free(key);
	return found;
}

static char *
format_section(const char *name, const struct config_output *known)
{
	return xformat("[output %s]\nenabled = %s\nmode = %dx%d@%.3f\n"
		       "scale = %.6g\nposition = %d,%d\ntransform = %s\n",
			name, known->disabled ? "no" : "yes", known->width,
			known->height, known->refresh_mhz / 1000.0,
			known->scale, known->lx, known->ly,
			config_get_transform_name(known->transform));
}

static void
write_file(struct output_memory *memory)
{
	const struct config_output *known;
	char *text = xstrdup("; Written by leadlight: what settings programs "
			     "did to screens.\n");
	struct err err = {0};

	wl_list_for_each(known, &memory->known->outputs, link) {
		char *section = format_section(known->name, known);
		char *longer = xformat("%s\n%s", text, section);

		free(section);
		free(text);
		text = longer;
	}
	if (file_make_dirs(memory->dir, 0700, &err) < 0 ||
			file_write_whole(memory->path, text, strlen(text), 0600,
					&err) < 0) {
		log_warn("%s; the settings of the screens are lost at the end",
				err.text);
	}
	free(text);
}

/* An output that is off keeps what it had. */
static struct config_output
describe(const struct output_memory *memory, const struct output *output,
		const char *key)
{
	const struct wlr_output *wlr_output = output->wlr_output;
	const struct config_output *before =
			config_get_output(memory->known, key);
	struct config_output now = {.disabled = !wlr_output->enabled};

	if (now.disabled && before) {
		now = *before;
		now.disabled = true;
		return now;
	}
	now.width = wlr_output->width;
	now.height = wlr_output->height;
	now.refresh_mhz = wlr_output->refresh > 1000 ? wlr_output->refresh
						     : 60000;
	now.scale = (double)wlr_output->scale;
	now.lx = output->box.x;
	now.ly = output->box.y;
	now.transform = (int)wlr_output->transform;
	return now;
}

void
output_memory_note(struct output_memory *memory, const struct output *output)
{
	struct config_output now;
	struct err err = {0};
	char *key;
	char *section;

	if (!memory->dir) {
		return;
	}
	key = get_key(output->wlr_output);
	now = describe(memory, output, key);
	section = format_section(key, &now);
	if (now.width > 0 &&
			config_load_text(memory->known, "screen", section,
					&err) < 0) {
		log_warn("%s; the settings of %s are not kept", err.text,
				output->wlr_output->name);
	} else if (now.width > 0) {
		write_file(memory);
	}
	free(section);
	free(key);
}
